//! Embeds every file of `data/` that belongs to a knowledge base, so that a new
//! messenger is a new file and no code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let mut files = yaml_files(&root.join("data"))?;
    files.extend(yaml_files(&root.join("data/messengers"))?);
    files.sort();

    let mut code = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&root).expect("the file was found below the root");
        writeln!(code, "    ({:?}, include_str!({:?})),", name.display().to_string(), file.display().to_string())
            .expect("writing to a string cannot fail");
    }
    code.push_str("]\n");

    println!("cargo:rerun-if-changed=data");
    println!("cargo:rerun-if-changed=data/messengers");
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets the output folder"));
    fs::write(out.join("embedded.rs"), code)
}

fn yaml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
    Ok(files)
}
