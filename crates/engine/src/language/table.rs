//! The phrases that tell languages apart, with their weights.
//!
//! A phrase counts for every language it names, so what two languages share (C and C++, JavaScript and
//! TypeScript) leaves them level, and only what one of them alone says sets it ahead. Six points decide.

/// Languages, the weight for each of them, and phrases in the notation of [`super::phrase`].
pub(super) type Row = (&'static [&'static str], i32, &'static [&'static str]);

/// All of them. A phrase that stands in two rows counts for both.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (&["py"], 6, &[
        "^ def _ ( ~ : $", "^ elif ~ : $", "^ async def", "^ from _ import", "^ except _ as _ :",
        "if __name__ ==", "^ def __init__", "^ with ~ as _ : $", "^ class _ ( ~ ) : $",
    ]),
    (&["py"], 4, &[
        "^ from ~ import _", "^ except ~ : $", "^ try : $", "^ finally : $", "^ else : $", "^ if ~ : $",
        "^ for _ in ~ : $", "^ while ~ : $", "^ class _ : $", "is not None", "is None", ") -> ~ : $",
        "def _ ( self", "^ def _ ( $", "^ for _ in ~ :", "^ with ~ : $", "^ return self . _", "^ def _ ( _",
        "^ @ _ . _", "^ raise _ $", "^ self . _ =", "^ def _ (", "^ \"\"\" $", "^ @ property",
        "^ return \"\" $", "_ : str", "_ : int", "^ _ = _ ( $", "\"\"\" $", "^ class _ ( _",
        "^ import _ . _ $", "isinstance ( _", "self , _", "for _ in _ ]", "super ( )", "^ elif _",
        "^ self . _ ( ~ ) $",
    ]),
    (&["py"], 3, &[
        "self . _", "not in", "\"\"\"", "**kwargs", "^ raise _ (", "^ import _ as", "for _ in range (",
        "None", "^ yield _", "isinstance (", "^ for _ , _ in", "__name__", "lambda _ :", "^ @ _ $",
        "^ assert ~ ==", ". join (", ". append (", "True", "False", "% (",
    ]),
    (&["py"], 2, &[
        "len (", "print (",
    ]),
    (&["py"], 1, &[
        "^ return _ $", "^ import _ $", "^ _ = _ . _ (", "^ pass $",
    ]),
    (&["rs"], 6, &[
        "let mut", "^ pub fn", "^ pub struct", "^ pub enum", "^ impl _ for", "& mut", "^ pub ( crate )",
        "fn _ ( & self", "^ use crate ::", "^ use std ::", "# [ derive", "# [ cfg", "^ fn _ ( ~ -> _",
        "macro_rules !", "^ impl < '", "^ use super ::", "# ! [", "fn _ ( ~ ) -> _", "^ fn _ <",
        "^ pub fn _ <", "^ where $", "let ( _ , _ ) =", "fn _ ( self", "( & mut self", "^ F : Fn",
        "^ pub async fn", "-> Self {", "^ async fn", "( & self ,", "^ fn _ ( ) {", ": & mut _",
    ]),
    (&["rs"], 4, &[
        "& self", ". unwrap ( )", "Some (", "Ok (", "Err (", "^ impl _", "if let", "assert_eq !", "println !",
        "format !", "vec !", "^ pub const", "^ pub use", ":: < _", "& str", "& [ u8 ]", "^ pub mod",
        "^ mod _ ;", "^ extern crate", ") ? ;", "# [ _", "& ' _", "< ' _", "Self ::", "^ unsafe fn",
        "^ fn _ (", "^ fn _ <", "pub fn _", "fn _ ( )", "^ fn _", "^ let _ = _ ;", "^ let _ : _",
        "^ use _ :: {", "^ let _ = & _", "-> Result <", "-> Option <", "-> bool {", "-> & _",
        "^ } else if let", ". unwrap (", ". as_ref (", "^ let ( _ , _ ) =", "None =>", "=> None", "^ None $",
        "^ match _", "^ self . _ $", "assert_eq ! (", "mem :: _", "_ :: new (", "impl < _", "_ < '_ >",
        "^ impl _ for", "-> impl", "where _ : _", "^ debug_assert", "^ const _ : _ =", "^ static _ : _",
        "& & _", "& _ [ ..",
    ]),
    (&["rs"], 3, &[
        "match _ {", "-> Self", ". iter ( )", ": u32", ": u8", ": usize", ": u64", "as usize", "as u32",
        "as u8", "assert !", "panic !", "let _ = _ ::", "Vec <", "Option <", "^ use _ ::", "=> {", "u32 ,",
        "_ ! (", "^ pub _ :", "unsafe {", "^ pub type", "^ pub unsafe", ": & _", "ref mut", "_ :: { $",
        "* mut", "* const", ". into ( )", ". clone ( )",
    ]),
    (&["rs"], 1, &[
        "_ :: _ ::", "=> _",
    ]),
    (&["go"], 6, &[
        "^ func ( _ * _ ) _ (", "^ package _ $", "if err != nil", ", err :=", "^ type _ struct {",
        "^ type _ interface {", "^ func ( _ _ ) _ (", "^ func _ ( ~ error {", "^ defer _", "go func (",
        ":= range", "interface { }",
    ]),
    (&["go"], 4, &[
        "^ import ( $", "_ := _", "fmt . _", "chan _", "[ ] byte", "[ ] string", "^ func _ ( ~ ) {",
        "map [ string ]", "make (", "nil {", "nil , _", ":= & _", "^ func _ ( ~ ) _ {",
        "^ func _ ( ~ ) ( ~ ) {",
    ]),
    (&["js"], 7, &[
        "^ function _ ( _ ) {", "^ function _ ( _ , _", "module . exports", "= require ( \"\" )",
        "function ( _ )", "function ( _ , _", "^ async function _ ( _ )", "^ async function _ ( _ ,",
        "^ constructor ( _ )", "^ constructor ( _ ,", "'use strict'", "\"use strict\"", "function _ ( _ ) {",
        "function _ ( _ , _", "function _ ( { _ ,", "function _ ( { _ }", "= ( _ , _ ) =>",
        "= async ( _ ) =>", "= ( _ ) =>", "= ( { _ , _", "function _ ( _ =", "exports . _ =",
        "^ async _ ( _ ) {", "^ async _ ( _ , _", "prototype . _ = function", "^ _ . _ = function (",
        "^ n_ ( n_ ) {", "^ n_ ( n_ , n_ ) {", "^ n_ ( n_ , n_ , n_", "^ static n_ ( n_ ) {",
        "^ static n_ ( n_ , n_", "^ async n_ ( n_", "^ set n_ ( n_ ) {", "^ function n_ ( ) {",
        "^ n_ = function", "^ n_ : function", "^ n_ ( n_ =", "^ n_ ( { n_", "^ * n_ ( n_",
        "^ function n_ ( ~ n_ =", "^ function * n_ ( n_", "^ function n_ ( ... n_ )", "^ n_ ( ... n_ ) {",
        "void 0", "^ n_ : ( n_", "= n_ =>", "( n_ , n_ ) => {", "( n_ ) => {", "( n_ ) => n_",
        "^ function n_ ( { n_ ,", "^ async function n_ ( ) {", "_ . prototype . _", "^ async n_ ( ) {",
        "^ static n_ ( ) {", "^ get n_ ( ) {",
    ]),
    (&["js"], 4, &[
        "n_ => n_", "n_ => {", "^ constructor ( ) {", "^ async n_ ( n_ , n_", "^ function (", "( function (",
        "^ n_ ( ) {", "( ) => n_", "^ static n_ ( ) {",
    ]),
    (&["js"], 3, &[
        "^ var _ = _", "( _ , _ ) => {", "^ var _ =", "^ _ . _ = ( _", "^ _ . _ = _ =>", "^ n_ ( ) { $",
        "^ n_ ( ~ ) { $",
    ]),
    (&["js", "ts"], 6, &[
        "console . log", "===", "!==", "require ( \"\" )", "^ export default", "^ import ~ from \"\"",
        "^ export const", "^ export function", "^ const { ~ } =", "typeof _", "^ const _ = await",
        "^ const _ = (", "( ) => {", "module . exports", "^ export ~ from \"\"", "^ const _ = _",
        "^ let _ = _", "^ async function",
    ]),
    (&["js", "ts"], 4, &[
        "document . _", "window . _", "=> {", "^ function _ ( ~ ) {", "_ => _", "undefined", "^ export class",
        "JSON . _", "^ constructor (", "^ export async", "exports . _ =", "^ const [ ~ ] =", "new Promise",
        "Object . _", "function (", "^ var _ = _", "^ let _ ;", "Array . _", "Math . _ (", "if ( ! _",
        "const _ =", "let _ =", ". then (", "for ( const", "for ( let", "for ( var", "this . _ =",
        "( this . _", "instanceof _", "return this ;", "= this . _", "throw new Error (", "new Error (",
        ". length", "... this", ". push (", "^ return this . _", "{ ... _", "null ;", "^ let _ = null",
        "for ( const _ of", "for ( let _ = 0", "^ static async", "^ get n_ ( ) {", "new Map (", "new Set (",
        ". forEach (", ". map ( (", "^ await _", "^ return await _",
    ]),
    (&["js", "ts"], 1, &[
        "this . _", "^ return _", "null",
    ]),
    (&["js", "ts", "cs", "php", "scala", "swift", "kt", "java"], 1, &[
        "=> {",
    ]),
    (&["ts"], 9, &[
        "^ export interface", "^ interface _ {", "^ export type", "^ type _ = _", ": string ;", ": string )",
        ": string ,", ": number ;", ": number )", ": number ,", ": boolean", ": Promise <", ") : void",
        "_ ? : _", "^ private readonly", "^ import type", "as const", "^ export enum", ": any", "as any",
        "^ readonly _ :", "^ declare _", ": string |", ": _ [ ] )", ") : Promise", ": unknown",
        "Record < string", "^ export declare", "^ type _ =", "as unknown", "( { ~ } : _", ": string {",
        ": string =", "^ function _ ( _ :", "^ export function _ ( _ :", "( _ : string", "( _ : number",
        "^ async _ ( _ :", "^ constructor ( private", "^ constructor ( public", "^ const _ = ( _ :",
        ") : string", ") : number", "^ function _ ( ~ ) : _", "( _ : any", "= ( _ : _", "^ _ ( ~ ) : void {",
        "import { type", "^ const _ = async ( _ :", "( _ ? :", "< string ,",
    ]),
    (&["ts"], 4, &[
        "^ private _", "^ public _ (", "^ const _ : _", "^ export abstract", "implements _", "keyof",
        ", _ : _ )", "^ let _ : _", "as _ ;", "as _ )",
    ]),
    (&["ts", "kt"], 3, &[
        "( _ : _", ") : _ {",
    ]),
    (&["java"], 6, &[
        "^ import java .", "^ import static", "^ package _ . ~ ;", "System . out", "@ Override",
        "^ import org . ~ ;", "^ import com . ~ ;", "public static void main", "^ public class _ extends",
        "instanceof _", "static final", "^ private final", "^ import javax",
    ]),
    (&["java"], 4, &[
        "String _ =", "new ArrayList", "^ public final", "^ protected _ _", "@ Test", "( String _",
        ". equals (", "boolean _", "^ final _ _ =", "List < _ > _", "Map < _", "String [ ] _", "implements _",
    ]),
    (&["java", "cs"], 4, &[
        "^ public class", "^ public static", "^ private static", "^ private _ _", "^ public void",
        "^ public _ _ (", "^ _ _ = new _ (", "^ throw new _ (", "^ public _ (", "^ public abstract",
        "^ @ _ $", "^ public interface",
    ]),
    (&["java", "scala", "kt"], 2, &[
        "^ class _ extends _",
    ]),
    (&["cs"], 6, &[
        "^ using System", "^ namespace _ . ~ $", "{ get ;", "get ; set ;", "^ public override",
        "^ using _ . ~ ;", "^ internal _", "string _ =", "async Task", "Console . _", "^ foreach ( var",
        "^ public async", "readonly _ _", "^ private readonly", "^ public string", "IEnumerable <", "out var",
        "^ namespace _ $", "public sealed", "protected override", "^ public virtual", "^ public _ _ { get",
        "List < string >", "^ using _ ;", "string . _", "^ protected override", "^ [ _ ( ~ ) ] $",
        "^ public class _ : _", "^ get { return", "nameof (", "^ var _ = new _",
    ]),
    (&["cs"], 3, &[
        "^ get $", "^ set $", "( string _", "bool _", "var _ = new _", ", string _", "_ ? .",
    ]),
    (&["kt"], 6, &[
        "^ fun _ (", "^ data class", "^ override fun", "^ private val", "^ val _ : _", "^ companion object",
        "^ suspend fun", "fun _ ( ~ ) : _", "^ private fun", "?:", "^ fun <", "when ( _ ) {",
        "^ internal fun", "^ fun _ . _ (", "^ import kotlin", "lateinit var", "^ object _ {", "^ val _ by",
    ]),
    (&["kt"], 3, &[
        "val _ : _", "it . _", "listOf (", "^ var _ : _ =", "println (", "? . _", "!!", "by lazy",
        "mutableListOf",
    ]),
    (&["kt", "scala"], 4, &[
        "^ val _ = _", "^ import _ . ~ _ $", "val _ =",
    ]),
    (&["scala"], 6, &[
        "^ def _ ( ~ ) : _", "^ case class", "^ object _ extends", "^ object _ {", "^ def _ [", "^ def _ = _",
        "^ def _ ( ~ = {", "^ trait _ {", "^ trait _ extends", "^ case _ =>", "^ implicit _",
        "^ sealed trait", "^ override def", "^ import _ . ~ . _ $", "^ def _ : _ =", "^ private def",
        "^ lazy val", "^ case ~ =>", "_ ( _ : _ ) (",
    ]),
    (&["scala"], 5, &[
        "^ package _ . ~ _ $", "^ extends _", "^ def _ ( ~ ) =", "_ : _ *", ": Unit =",
        "^ class _ ( ~ ) extends", "^ val _ = new _ $", "with _ {", "^ import _ . _ . _ $",
        "^ import _ . _ . { _", "^ class _ extends _ {",
    ]),
    (&["swift"], 6, &[
        "^ func _ ( ~ -> _ {", "guard let", "^ import Foundation", "^ import UIKit", "if let _ = _",
        "^ let _ = _ ( _ :", "^ extension _ : _", "override func", "^ func _ ( _ _ :", "@ objc",
        "^ public func", "^ private func", "^ var _ : _ {", "^ let _ : _", "^ struct _ : _ {",
        "^ public init", "^ var _ : _ ?", "fileprivate",
    ]),
    (&["swift"], 5, &[
        "^ import XCTest", "_ : String ,", "( _ : Int", "-> String {", "-> Int {", "^ return _ as ?",
        "_ as ! _", "^ case _ ( _ ) :", "^ var _ = _ ( )", "? ? _", "^ println (", "^ var _ : _ =",
        "^ self . _ = _ $", "^ func _ ( ) {",
    ]),
    (&["swift"], 4, &[
        "^ let _ = _", "func _ (", "^ case . _", "^ extension _ {", "^ public var", "weak var",
        "( _ : _ , _ : _ ) ->",
    ]),
    (&["c"], 6, &[
        "malloc (", "^ typedef struct", "^ struct _ * _", "static struct _", "( struct _ *", ", struct _ *",
        "^ struct _ _ =", "== NULL", "= NULL", "( void )", "free (", "memset (", "memcpy (", "strlen (",
        "strcmp (", "goto _ ;", "^ static int _ (", "!= NULL", "fprintf (", "NULL )", "NULL ,",
        "if ( ! _ -> _", "# include <stdio",
    ]),
    (&["c"], 4, &[
        "^ static void _ (", "struct _ * _", "-> _ -> _", "! _ -> _", "^ static const struct",
        "# define _ ( _", "^ static _ _ ( _", "^ extern _ _", "^ return - 1 ;", "^ } _ ;",
        "# include <string", "# include <stdlib", "^ static const char", "^ else if (", "int _ ( void",
        "void _ ( _ * _", "_ -> _ =", "^ int $", "^ static int $", "^ void $", "^ if ( ! _ ) $",
    ]),
    (&["c", "cpp"], 6, &[
        "# include <", "# include \"\"", "# ifdef", "# ifndef", "# define _ (", "# define _ 0",
        "^ typedef struct", "^ struct _ {", "^ static inline", "# endif", "^ struct _ * _", "unsigned int",
        "unsigned char", "unsigned long",
    ]),
    (&["c", "cpp"], 4, &[
        "-> _ =", "-> _ )", "( void *", "const char *", "sizeof (", "char * _", "_ * _ ;", "^ static int",
        "^ static void", "NULL", "uint32_t _", "uint8_t", "size_t", "# define _", "^ int _ ;", "^ int _ =",
        "_ * _ , _", "^ if ( _ ->", "^ _ -> _", "printf (", "# if", "const _ * _", "* _ ++", "goto _ ;",
        "^ typedef _",
    ]),
    (&["c", "cpp"], 1, &[
        "int _", "char _", "^ return 0 ;", "^ switch ( _ ) {", "^ case _ :", "^ break ;", "^ for ( _ = 0 ;",
    ]),
    (&["cpp"], 12, &[
        "std ::", "^ template <", "^ using namespace", "^ public :", "^ private :", "^ protected :",
        "nullptr", "virtual _", "static_cast <", "^ class _ ;", "^ class _ : public", "const _ & _", "cout <",
        "^ using _ =", "^ typename", "BOOST_", "reinterpret_cast <", "^ void _ :: _ (", "^ bool _ :: _",
        "^ int _ :: _", "for ( auto", "^ friend _", "explicit _", "operator =", "const _ < _ > &",
        "^ _ :: _ ( ~ ) {", "= default ;", "^ template < typename", "noexcept {", "^ constexpr _ _",
    ]),
    (&["cpp"], 5, &[
        "^ namespace _ {", "^ _ _ :: _ ( ~ {", "^ auto & _", "< typename _", "delete _ ;", "^ constexpr _",
        "noexcept", "typename _ ::",
    ]),
    (&["cpp"], 4, &[
        "const & _", "^ inline _", "^ auto _ =",
    ]),
    (&["rb"], 6, &[
        "^ def _ $", "^ def self . _", "^ attr_accessor :", "^ attr_reader :", "do | _ |", "do | _ , _ |",
        "^ require_relative", "^ module _ $", "^ class _ < _", "^ elsif _", "^ unless _", ". each do",
        "^ rescue _", "^ rescue =>", "^ it \"\" do", "^ describe \"\" do", "^ include _ $", "@ _ =",
        "{ | _ |", "^ def _ ( ~ ) $", "^ rescue $", "^ ensure $", "^ attr_writer",
    ]),
    (&["rb"], 4, &[
        "^ require \"\" $", ". nil ?", "^ end $", "@ _ .", "| _ |", "return unless", "return if", "^ begin $",
        "^ raise _ , \"\"", "^ when _ $", "^ puts _", "_ . each", ". to_s", ", : _", "=> : _", "^ private $",
        "^ class _ $", "^ def _ ( ~ ) $", "^ def _ $", "^ if _ . _", "^ _ :: _ . _", "do $", "= > _",
        "^ _ . each", "^ _ _ , : _",
    ]),
    (&["lua"], 7, &[
        "^ local function", "^ local _ = require", "^ local _ =", "^ local _ , _ =", "^ function _ ( ~ ) $",
        "^ function _ . _ (", "^ function _ : _ (", "for _ , _ in pairs", "in ipairs (", "~= nil", "== nil",
        "if ~ then $", "^ elseif ~ then", "_ = function ( ~ ) $",
    ]),
    (&["lua"], 4, &[
        "^ if ~ then $", "^ for _ = ~ do $", "^ return _ $", ".. \"\"", "^ end , $", "^ elseif _",
    ]),
    (&["lua"], 3, &[
        "^ end $", "^ end ) $", "string . format", "table . insert", "nil", "^ local _", "= { }", "^ if not",
        "self : _",
    ]),
    (&["sh"], 6, &[
        "^ if [ ~ ] ; then", "^ if [ ~ ; then", "^ fi $", "^ esac", "^ done $", "^ done <", "^ elif [",
        "^ for _ in ~ ; do", "^ export _ =", "^ case ~ in $", "^ while ~ ; do", "^ set - e", "^ sudo _",
        "^ apt-get", "^ echo \"\"", "> /dev/null", "2 > & 1", "; then $", "; do $", "^ function _ {",
        "^ fi ;", "$ { _ : -", "; fi", "; done", "^ git _", "^ docker _", "^ npm _", "^ cargo _ -",
        "^ cargo _ $", "^ kubectl _", "^ curl -", "^ pip install", "^ apt _", "^ mkdir - p", "^ chmod _",
        "^ chmod 0", "^ cd _", "^ rm -", "^ ssh _", "^ systemctl _", "^ pip3 _", "^ brew install", "^ yarn _",
        "^ pnpm _", "^ python3 -", "^ tar _", "^ grep -", "^ find .", "^ find / _", "^ ls -", "| grep",
        "| xargs", "| awk", "| sed", "| sort", "^ make _ $", "^ go build", "^ go test", "^ go get",
        "^ wget _", "^ rsync -", "^ scp _", "^ sed -", "^ awk \"\"", "^ cat _", "^ conda _", "^ npx _",
        "^ cp -", "^ ffmpeg -", "^ openssl _", "^ aws _ _", "^ terraform _", "^ helm _", "^ curl \"\"",
        "^ curl _", "^ kill -", "^ chown _", "^ tail -", "^ $ _ _",
    ]),
    (&["sh"], 4, &[
        "[ - _", "[ ! - _", "[ [ ~ ] ]", "^ local _ =", "^ exit 0", "^ exit 1", "$ (", "\"\" ) $", "^ then $",
        "^ do $", "^ echo _", "|| exit", "^ ; ;", "$_ / _", "^ _ = \"\" $", "; ; $", "- z \"\"", "^ shift $",
        "- n \"\"", "^ if _ ; then", "|| true", "^ - * )", "^ n_ ( ) {", "^ n_ ( ) $",
    ]),
    (&["pl"], 10, &[
        "my $_", "my ( $_", "my @ _", "my % _", "local $_", "@ { $_", "$_ -> {", "$_ = shift", "^ sub _ {",
        "sub {",
    ]),
    (&["pl"], 6, &[
        "^ my $_ =", "^ my ( $_", "^ use strict", "^ use warnings", "^ sub _ {", "^ my % _", "^ my @ _",
        "^ package _ ;", "^ package _ ::", "my ( $_ , $_", "$_ -> {", "^ our $", "@ { $", "^ elsif (",
        "foreach my", "^ our $_", "^ our @", "^ __END__", "$_ -> _ (", "^ = head1", "^ = head2", "^ = item",
        "^ = cut", "^ = over", "^ = back", "qw (", "qw /",
    ]),
    (&["pl"], 4, &[
        "shift ;", "@ _ ;", "@ _ )", "$_ { _ }", "unless (", "^ use _ ;", "^ use _ :: _", "^ sub _ $",
        "^ return $_", "$_ . \"\"", "eq \"\"", "ne \"\"", "die \"\"", "$_ [ 0", "^ 1 ;", "^ next if",
        "\\ @ _", "\\ % _", "C < _", "defined $_", "push @ _", "% $_", "@ $_",
    ]),
    (&["pl"], 3, &[
        "$_ ;", "$_ -> _ (", "$_ = $_", "$_ , $_",
    ]),
    (&["pl", "php"], 3, &[
        "$_ -> _ (", "( $_ )", "^ if ( $_", "$_ =", "$_ ;", "( $_ ,", "_ $_ ,", "_ $_ )", "$_ = _ (",
        "$_ . \"\"",
    ]),
    (&["php"], 7, &[
        "$this -> _", "function _ ( $_", "^ public function", "^ private function", "^ protected function",
        "? - >", "?php", "^ foreach ( $_ as", "^ namespace _ ;", "^ namespace _ \\ _", "^ use _ \\ _",
        "echo $_", "function ( $_", "as $_ =>", "public static function", "function _ ( _ $_", "isset ( $_",
        "array (", ":: class", "^ } elseif (", "? > $",
    ]),
    (&["php"], 4, &[
        "$_ = array", "$_ = \"\" ;", "=> \"\" ,", "=> $_", "$_ -> _", "$_ [ \"\" ]", "self ::", "$_ = new",
        "$_ ::", "$_ = [", "^ echo \"\" ;", "=== false", "static :: _", "^ assert ~",
    ]),
    (&["ps1"], 7, &[
        "^ param (", "^ function _ - _ {", "Write-Host", "- eq $_", "^ [ _ ( _", "- ErrorAction",
        "^ $_ = Get - _", "^ Write - _", "^ Get - _", "^ Set - _", "^ New - _", "^ Import - Module",
        "^ $_ = New - _", "[ Parameter (", "[ string ] $_", "| Where - Object", "| ForEach - Object",
        "| Select - Object", "[ CmdletBinding", "- Path $_", "^ Install - _", "^ $_ . _ =", "^ Remove - Item",
        "if ( - not", "- ne $_", "^ Param (", "- eq \"\"", "^ begin $", "^ Invoke - _", "^ Copy - Item",
        "^ Start - _", "^ Stop - _",
    ]),
    (&["ps1"], 3, &[
        "^ $_ =", "^ foreach ( $_ in", "$null", "$true", "$false", "^ if ( $_", "- Name",
    ]),
    (&["r"], 8, &[
        "^ library (", "<- function (", "^ _ <- _", "^ _ <-", "%>%", "^ _ . _ <-", "ggplot (",
        "data . frame (", "^ # '", "<- c (",
    ]),
    (&["r"], 3, &[
        "<- _", "TRUE", "FALSE",
    ]),
    (&["hs"], 6, &[
        "^ module _ ~ where $", "^ import qualified", "^ _ :: ~ -> _", "^ data _ =", "^ instance _",
        "^ newtype _", "^ where $", "^ import Data .", "^ import Control .", "deriving (", "^ _ :: IO",
        "^ _ <- _ _", "^ case _ of", "<$>", "^ _ :: _ ->", "^ import System", "^ { - #", ">>=", "{-#",
        "^ type family", "^ _ _ = do", "= do $",
    ]),
    (&["hs"], 3, &[
        "_ . _ $ _", "^ import _ ( _", "^ let _ = _", "^ _ _ _ = _", "^ _ _ = _", "Maybe _", "$ do",
        "^ _ ( _ _ ) =", "^ | ~ = _", "^ | otherwise",
    ]),
    (&["sql"], 6, &[
        "^ SELECT ~ FROM", "^ select ~ from", "^ CREATE TABLE", "^ create table", "^ INSERT INTO",
        "^ insert into", "^ ALTER TABLE", "^ DROP TABLE", "^ FROM _ $", "^ WHERE _", "^ LEFT JOIN",
        "^ INNER JOIN", "^ GROUP BY", "^ ORDER BY", "^ UPDATE _ SET", "^ DELETE FROM", "^ update _ set",
        "^ delete from", "PRIMARY KEY", "NOT NULL", "^ CREATE INDEX", "^ CREATE ~ FUNCTION", "^ WITH _ AS (",
        "^ where _", "^ order by", "^ group by", "^ left join", "^ join _ _ on", "^ JOIN _", "VARCHAR (",
        "varchar (", "^ drop table", "^ alter table", "^ CREATE VIEW", "^ create ~ function", "^ CREATE OR",
        "^ create or", "^ DROP _ IF", "^ drop _ if", "^ CREATE UNIQUE", "primary key", "^ COMMIT ;",
        "^ BEGIN ;", "^ GRANT _", "^ DECLARE _", "^ EXEC _", "^ EXPLAIN _", "^ COMMENT ON", "^ END ;",
        "^ BEGIN $", "^ GO $", "^ select _ (", "^ SELECT _ (", "^ RETURNS _", "RETURN _ ;", "^ END IF",
        "^ create _", "^ CREATE _ _", "^ DROP _", "^ analyze", "^ explain (",
    ]),
    (&["sql"], 3, &[
        "SELECT _", "FROM _", "^ AND _", "JOIN _", "WHERE _", "^ SELECT", "^ ON _", "VALUES (", "values (",
        "^ select", "from _", "^ SET _", "LANGUAGE _", "language _", "where _", "as _ ,", "NULL ,", "IS NULL",
    ]),
    (&["dockerfile"], 5, &[
        "^ RUN _", "^ COPY _", "^ COPY .", "^ COPY -", "^ WORKDIR /", "^ ENTRYPOINT [", "^ CMD [",
        "^ EXPOSE 0", "^ FROM _ :", "^ ENV _", "^ ADD _", "^ ARG _", "^ FROM _ $", "^ FROM _ AS",
        "^ USER _ $", "^ VOLUME [", "^ CMD _",
    ]),
    (&["hljs-makefile"], 6, &[
        "^ . PHONY :", "$ ( CC )", "$ ( MAKE )", "^ ifeq (", "^ ifneq (", "$ ( _ ) /", "$ ( shell",
        "^ - include", "$ ( wildcard", "^ _ := _", "^ _ ? =", "^ endif $", "^ ifdef _ $", "^ ifndef _ $",
        "^ define _ $", "^ endef", "$ ( _ ) :", "^ @ echo", "$ ( patsubst", "^ all : _", "^ clean : $",
        "^ $ ( _ )", "^ _ +=",
    ]),
    (&["hljs-makefile"], 3, &[
        "$ ( _ )", "^ _ = $ (", "^ _ + =", "^ @ _",
    ]),
    (&["css"], 6, &[
        "^ . _ {", "^ # _ {", "^ . _ ,", "^ @ media", "^ color : # ~ ;", "^ background : ~ ;",
        "^ color : _ ;", "^ margin : ~ ;", "^ padding : ~ ;", "^ display : _ ;", "^ width : ~ ;",
        "^ height : ~ ;", "^ font - _ : ~ ;", "^ border : ~ ;", "^ position : _ ;", "^ text - _ : ~ ;",
        "^ margin - _ : ~ ;", "^ padding - _ : ~ ;", "^ background - _ : ~ ;", "^ border - _ : ~ ;",
        "^ float : _ ;", "^ . _ . _", "^ . _ - _", "^ . _ _ {", "^ @ import ~ ;", "^ @ font", "^ - webkit",
        "^ : root {", "^ - - _ - _ : ~ ;", "^ overflow : ~ ;", "^ line - height : ~ ;", "^ top : ~ ;",
        "^ left : ~ ;", "^ cursor : _ ;", "^ opacity : ~ ;", "^ max - width : ~ ;", "{ color :",
        "{ display :", "^ vertical - align", "^ white - space", "! important",
    ]),
    (&["toml"], 5, &[
        "^ [ package ]", "^ [ dependencies ]", "^ [ [ _ ] ]", "^ [ profile .",
    ]),
];
