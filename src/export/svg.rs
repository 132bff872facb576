//! A drawing as GraphViz draws it.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::thread;

use super::ExportError;

/// Draws `dot`, which names its layout engine itself, and writes the SVG to `out`.
pub(super) fn write(dot: &str, out: &mut dyn Write) -> Result<(), ExportError> {
    let mut child = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| if error.kind() == io::ErrorKind::NotFound { ExportError::GraphvizMissing } else { error.into() })?;
    let stdin = child.stdin.take();
    let output = thread::scope(|scope| {
        // A thread of its own writes: a pipe is full after 64 KiB, and `dot` may fill its own before it has read everything.
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // Where `dot` stops reading, its exit status and message say why.
                let _ = stdin.write_all(dot.as_bytes());
            }
        });
        child.wait_with_output()
    })?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(ExportError::Graphviz { status: output.status.to_string(), message });
    }
    out.write_all(&output.stdout)?;
    Ok(())
}
