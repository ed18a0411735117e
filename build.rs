//! Puts `data/` into the program: its files as they are, so that a new messenger is a new file and no code, and what
//! they say as one JSON text, which is read in a tenth of the time.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Map, Value};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or("cargo names the folders");
    let (data, out) = (folder("CARGO_MANIFEST_DIR")?.join("data"), folder("OUT_DIR")?);
    let (mut files, mut said) = (String::new(), Map::new());
    for below in ["", "messengers/"] {
        for entry in fs::read_dir(data.join(below))? {
            let path = entry?.path();
            let name = format!("{below}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if !name.ends_with(".yaml")
                || path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
            {
                continue;
            }
            files.push_str(&format!("({name:?}, include_str!({path:?})),\n"));
            // Evidence is read only by the command that checks it.
            if name != "evidence.yaml" {
                said.insert(name, serde_yaml::from_str(&fs::read_to_string(&path)?)?);
            }
        }
    }
    fs::write(out.join("files.rs"), format!("&[\n{files}]\n"))?;
    fs::write(out.join("data.json"), Value::Object(said).to_string())?;
    Ok(())
}
