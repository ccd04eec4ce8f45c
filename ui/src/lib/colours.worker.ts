// Where colours are found. What holds in the window holds here only because it is done here: nothing can be hung on what
// all objects inherit from, and nothing but a file of our own can be asked for.
import { type Port, serve, shut } from "./colouring";

Object.freeze(Object.prototype);
shut(globalThis);
serve(globalThis as unknown as Port);
