//! Puts `data/` into the program: its files as they are, so that a new messenger is a new file and no code, and what
//! they say as one JSON text, which is read in a tenth of the time.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs, io};

use serde_json::{Map, Value};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or("cargo names the folders");
    let (data, out) = (folder("CARGO_MANIFEST_DIR")?.join("data"), folder("OUT_DIR")?);
    let (mut texts, mut said) = (Vec::new(), Map::new());
    for below in ["", "messengers/"] {
        let files = fs::read_dir(data.join(below))?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') || !name.ends_with(".yaml") {
                continue;
            }
            let name = format!("{below}{name}");
            // Evidence is read only by the command that checks it.
            if name != "evidence.yaml" {
                said.insert(name.clone(), serde_yaml::from_str(&fs::read_to_string(&path)?)?);
            }
            texts.push((name, path));
        }
    }
    // Sorted, because a file system lists files in any order, and the program should not depend on it.
    texts.sort();
    // A page reads none of the texts, and has no room for them.
    let texts = if env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" { Vec::new() } else { texts };
    let texts: String = texts.iter().map(|(name, path)| format!("({name:?}, include_str!({path:?})),\n")).collect();
    fs::write(out.join("files.rs"), format!("&[\n{texts}]\n"))?;
    fs::write(out.join("data.json"), Value::Object(said).to_string())?;
    Ok(())
}
