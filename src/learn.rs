//! Learning: treebanks as examples, and the training of the fast network ([`fast::train`]).

mod adam;
mod backward;
mod checkpoint;
pub mod confidence;
pub mod conllu;
mod data;
mod evaluate;
pub mod fast;
mod losses;
mod start;
#[cfg(test)]
mod tests;
mod treebanks;

pub use checkpoint::CheckpointError;
pub use data::Data;
pub use evaluate::{Evaluation, evaluate};
pub use losses::Losses;
pub use treebanks::{Contractions, Entry, TreebankError, entries};
