//! The C interface from outside: through C, C++, PHP, Java and Python, and through its own symbols.

mod bindings;
mod bindings_java;
mod bindings_php;
mod bindings_python;
mod boundary;
mod header;
mod headers;
mod headers_cpp;
mod installed;
mod operations;
mod providers;
mod secrets;
mod support;
mod tills;
mod without_http;
