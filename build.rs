//! Tells cargo that the embedded folders are part of the source.

fn main() {
    for folder in ["data", "ontology", "queries"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
