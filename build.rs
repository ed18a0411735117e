//! Lists the files of `data/`, so that a new messenger is a new file and no code.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or("cargo names the folders");
    let data = folder("CARGO_MANIFEST_DIR")?.join("data");
    let mut names = yaml_files(&data, "")?;
    names.extend(yaml_files(&data.join("messengers"), "messengers/")?);
    names.sort();
    let texts: String =
        names.iter().map(|name| format!("({name:?}, include_str!({:?})),\n", data.join(name))).collect();
    fs::write(folder("OUT_DIR")?.join("files.rs"), format!("&[\n{texts}]\n"))?;
    Ok(())
}

/// The names of the YAML files of a folder, each with a prefix.
fn yaml_files(folder: &Path, prefix: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") && !name.starts_with('.') {
            names.push(format!("{prefix}{name}"));
        }
    }
    Ok(names)
}
