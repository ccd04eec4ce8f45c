//! The phrases of languages that are copied less often than those of the [table](super::table).
//!
//! Written from what the languages reserve and how their programs are laid out by custom.

use super::table::Row;

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (&["bat"], 8, &[
        "^ @ echo off", "^ setlocal", "^ endlocal", "^ goto _", "^ goto : _", "^ if exist",
        "^ if not exist", "^ if errorlevel", "^ exit / b", "^ for / f", "^ for / _ % % _", "^ set _ = %",
        "^ set / a", "^ set / p", "^ REM _", "^ rem _", "^ call : _", "% errorlevel %", "^ if \"\" == \"\"",
        "^ echo .", "^ if defined _", "% ~ dp0", "% ~ 1",
    ]),
    (&["bat"], 4, &[
        "^ pause $", "> nul", "^ set _ =", "^ copy / _", "^ cls $",
    ]),
    (&["clj"], 8, &[
        "( defn _", "( ns _", "( : require", "( : import", "( : use", "( let [", "( fn [", "( defmacro _ [",
        "( defmulti", "( defmethod _ :", "( defprotocol", "( defrecord", "( deftype", "( if-let [",
        "( when-let [", "( doseq [", "( loop [", "( ->> ", ": keys [", ": as _ ]", "( swap! _",
        "( reset! _", "( defonce", "( deftest", "( for [", "( partial _", "( assoc _ :",
    ]),
    (&["clj"], 4, &[
        "( def _", "( recur", "( println", "( map _", "( when _", "( is ( =", "( atom", "( str _",
        "( first _", "( rest _", "( conj _", "( throw (", "( apply _", "( get _ :",
    ]),
    (&["lisp"], 8, &[
        "( defun _ (", "( defvar", "( defparameter", "( setq _", "( setf _", "( setf (", "( defmacro _ (",
        "( progn", "( in-package", "( defpackage", "( defclass", "( defmethod _ (", "( defgeneric",
        "( loop for", "( declare (", "( dolist (", "( dotimes (", "( let* (", "( multiple-value-bind",
        "( labels (", "( flet (", "( defstruct", "( format t", "( format nil", "( funcall", "( eval-when (",
        "( lambda (", "( let ( (", "( defconstant", "( unless (", "( mapcar",
    ]),
    (&["lisp"], 4, &[
        "( car _", "( cdr _", "( null _", "( cond (", "( when (", "( nreverse", "( incf _", "( cons _",
        "( gethash",
    ]),
    (&["hljs-cmake"], 10, &[
        "^ cmake_minimum_required (", "^ project (", "^ add_executable (", "^ add_library (",
        "^ target_link_libraries (", "^ target_include_directories (", "^ find_package (",
        "^ find_library (", "^ find_path (", "^ endif (", "^ foreach (", "^ endforeach (",
        "^ endfunction (", "^ endmacro (", "^ add_subdirectory (", "^ set_target_properties (",
        "^ include_directories (", "^ add_custom_command (", "^ add_custom_target (", "^ message ( STATUS",
        "^ message ( FATAL_ERROR", "^ install ( TARGETS", "^ install ( FILES", "^ option ( _ \"\"",
        "^ list ( APPEND", "^ file ( GLOB", "^ string ( REGEX", "^ enable_testing (", "^ add_test (",
        "^ set_property (", "^ mark_as_advanced (", "^ configure_file (", "^ add_definitions (",
        "^ macro ( _", "^ get_filename_component (",
    ]),
    (&["hljs-cmake"], 4, &[
        "^ set ( _ _", "^ set ( _ \"\"", "^ if ( NOT", "^ else (",
    ]),
    (&["dart"], 8, &[
        "^ void main ( ) {", "^ void main ( ) async", "^ Widget build (", "extends StatelessWidget",
        "extends StatefulWidget", "BuildContext context", "^ part of", "^ part \"\" ;", "^ library _",
        "^ factory _", "required this .", "^ @ override $",
        "Future < void >", "^ export \"\" show", "^ import \"\" show", "^ import \"\" as _ ;",
        "^ external _", "^ late _", "^ @ required", "^ int get _", "^ bool get _", "^ String get _",
        "^ _ get _ =>",
    ]),
    (&["dart"], 4, &[
        "^ final _ = _", "dynamic _",
    ]),
    (&["ex"], 9, &[
        "^ defmodule _", "^ defp _", "^ def _ ~ do $", "^ def _ ( ~ ) , do :", "^ def _ do $",
        "^ @ moduledoc", "^ @ doc \"\"\"", "^ @ spec", "fn _ ->", "^ alias _ . _", "^ |> _", "|> _ . _",
        "{ : ok ,", "{ : error ,", "^ defmacro", "^ defstruct", "^ case _ do $", "^ cond do $",
        "^ quote do", "unquote ( _", "% { _ :", "Enum . _", "IO . puts", "IO . inspect", "^ use _ . _",
        "^ import _ . _ , only", "^ defimpl", "^ defprotocol", "^ receive do", "^ with { :",
        "GenServer . _", "^ if ~ do $",
    ]),
    (&["ex"], 3, &[
        "do : _", "when is_",
    ]),
    (&["erl"], 9, &[
        "^ - module (", "^ - export (", "^ - include (", "^ - include_lib (", "^ - record (",
        "^ - define (", "^ - spec", "^ - type", "^ - behaviour (", "^ - behavior (", "^ - import (",
        "io : format (", "lists : _ (", "erlang : _", "gen_server : _", "ets : _", "^ receive $", "-> ok .",
        "=:= _", "=/= _", "{ ok , _ } ->", "{ error , _", "fun ( _", "^ _ ( ~ ) when ~ -> $",
        "^ after 0 ->", "{ reply ,", "{ noreply ,", "dict : _", "maps : _",
    ]),
    (&["erl"], 4, &[
        "^ _ ( ~ ) -> $", "^ end . $", "^ case ~ of $", "^ _ ( ~ ) -> _", "{ ok , _", "^ end , $",
        "^ true ->",
    ]),
    (&["groovy"], 7, &[
        "^ import groovy", "^ def _ ( ~ ) {", "^ def _ = [", "^ def _ = \"\"", ". collect {", ". findAll {",
        "^ @ Grab", "^ apply plugin :", "^ task _", "^ assert _ ==", "[ : ]", "^ dependencies {",
        "^ compile \"\"", "^ implementation \"\"", "^ stage (", "^ pipeline {", "^ def \"\" ( ) {",
        "^ @ CompileStatic",
    ]),
    (&["jl"], 8, &[
        "^ using _ :", "^ mutable struct", "^ struct _ $", "^ struct _ <: _", ":: Int64", ":: Float64",
        ":: AbstractString", ":: Array {", "^ abstract type", "^ immutable _", "^ typealias", "^ bitstype",
        "^ @ test ", "^ @ testset", "where { T", "^ import Base", "push! (", "ccall (",
        "^ function _ ( ~ :: _", "^ function _ { T", "^ baremodule", "^ @ inline", "^ for _ = 1 : _",
        "in 1 : _", "^ macro _ (", "eltype (", "Ptr { _", "^ type _ <: _",
    ]),
    (&["jl"], 3, &[
        "^ function _ ( ~ ) $", ". * _", ". + _",
    ]),
    (&["m"], 10, &[
        "^ @ interface", "^ @ implementation", "^ @ property (", "^ @ end", "[ [ _ alloc ]",
        "^ - ( void ) _", "^ - ( _ ) _", "^ - ( _ * ) _", "^ + ( _ ) _", "^ + ( _ * ) _", "# import <",
        "# import \"\"", "NSString *", "NSArray *", "NSDictionary *", "NSMutableArray", "NSError *",
        "[ self _", "[ super _", "^ @ protocol", "nonatomic", "@ selector (", "NSLog (", "^ @ synthesize",
        "^ @ class _", "NSInteger", "^ @ autoreleasepool", "[ NSString _", "[ _ release ]", "_ = [ _ _ ]",
        "^ [ _ _ : _", "^ [ _ _ ]", "( BOOL )", "^ @ try", "^ @ catch (", "IBOutlet", "IBAction",
    ]),
    (&["ml"], 8, &[
        "^ let rec", "^ let ( ) =", "^ open _ $", "^ match ~ with $", "match ~ with", "^ module _ = struct",
        "^ module _ : sig", "^ module _ = _ . _", "^ | [ ] ->", ":: _ ->", "^ | None ->", "^ | Some _ ->",
        "^ and _ ~ = $", "^ let ~ in $", "fun _ ->", "= function $", "^ exception _ of", "^ exception _ $",
        "begin match", "string_of_int", "failwith \"\"", "Printf . printf", "Printf . sprintf",
        "List . map", "List . iter", "Hashtbl . _", "^ | _ of _", "^ type ' _", "^ ;;", "invalid_arg",
        "^ let open", "^ sig $", "^ struct $",
    ]),
    (&["ml"], 4, &[
        "^ | _ -> _", "^ | _ _ ->", "^ | _ ->", "^ | _ ( ~ ->", "= ref _", "^ with _ ->", "^ in $",
    ]),
];
