//! The learner under `tag` and `parse`: an averaged perceptron over hashed features (Collins 2002), its files, and its training.

pub mod conllu;
mod features;
mod perceptron;
mod score;
mod train;

pub use features::{FeatureSet, hash_str, mix};
pub use perceptron::{ModelError, Perceptron, Reader, Trainer, Writer};
pub use score::{Scores, score};
pub use train::{TrainError, TrainOptions, train};
