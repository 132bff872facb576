//! The `entente` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    entente::cli::main()
}
