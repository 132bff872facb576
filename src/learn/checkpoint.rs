//! A training in the making as a file, so that it can go on after an interruption as if there had been none.

use std::path::Path;

use super::adam::Adam;
use crate::model::fast::Network;
use crate::model::{ModelError, Reader, Writer};

/// The name and version of the format.
const FORMAT: &str = "entente-checkpoint 1";

/// A checkpoint that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The file cannot be written or read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is damaged or no checkpoint.
    #[error("{path} cannot be resumed: it is no checkpoint, or damaged ({source}); delete it to begin anew")]
    Damaged {
        /// The file.
        path: String,
        /// What is wrong.
        source: ModelError,
    },
    /// It is one of a training on other data or with other options.
    #[error("{path} is a checkpoint of a training on other data or with other options; delete it to begin anew")]
    Other {
        /// The file.
        path: String,
    },
}

/// Writes weights and moments after `step` steps, aside first and then over the file that was there.
pub(crate) fn write(path: &Path, fingerprint: u64, step: usize, network: &Network, adam: &Adam) -> Result<(), CheckpointError> {
    let mut writer = Writer::new(FORMAT);
    writer.number(fingerprint);
    writer.number(step as u64);
    for part in [network, &adam.first, &adam.second, &adam.mean].into_iter().flat_map(Network::dense) {
        writer.floats(part);
    }
    for table in network.tables.iter().chain(&adam.mean.tables) {
        writer.matrix(table);
    }
    for state in &adam.tables {
        writer.matrix(&state.first);
        writer.matrix(&state.second);
        for &step in &state.brought {
            writer.number(u64::from(step));
        }
    }
    let aside = path.with_extension("part");
    let file = |source| CheckpointError::File { path: path.display().to_string(), source };
    std::fs::write(&aside, writer.finish()).map_err(file)?;
    std::fs::rename(&aside, path).map_err(file)
}

/// Reads weights and moments and gives the step, 0 if there is no file.
pub(crate) fn read(path: &Path, fingerprint: u64, network: &mut Network, adam: &mut Adam) -> Result<usize, CheckpointError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(CheckpointError::File { path: path.display().to_string(), source }),
    };
    let other = || CheckpointError::Other { path: path.display().to_string() };
    let step = fill(&bytes, fingerprint, network, adam);
    step.map_err(|source| CheckpointError::Damaged { path: path.display().to_string(), source })?.ok_or_else(other)
}

/// Fills weights and moments; none if the checkpoint is another training's.
fn fill(bytes: &[u8], fingerprint: u64, network: &mut Network, adam: &mut Adam) -> Result<Option<usize>, ModelError> {
    let mut reader = Reader::new(bytes, FORMAT)?;
    if reader.number()? != fingerprint {
        return Ok(None);
    }
    let step = reader.number()? as usize;
    let Adam { first, second, mean, tables, .. } = adam;
    for part in [&mut *network, first, second, &mut *mean].into_iter().flat_map(Network::dense_mut) {
        let values = reader.vector(part.len())?;
        part.copy_from_slice(values.as_slice().unwrap_or_default());
    }
    for table in network.tables.iter_mut().chain(&mut mean.tables) {
        let values = reader.matrix()?;
        if values.dim() != table.dim() {
            return Err(reader.damaged());
        }
        *table = values;
    }
    for state in tables {
        let (first, second) = (reader.matrix()?, reader.matrix()?);
        if first.dim() != state.first.dim() || second.dim() != state.second.dim() {
            return Err(reader.damaged());
        }
        (state.first, state.second) = (first, second);
        for brought in &mut state.brought {
            *brought = reader.number()? as u32;
        }
    }
    Ok(Some(step))
}
