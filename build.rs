//! Puts `data/` into the program: its files as they are, so that a new messenger is a new file and no code, and what
//! they say as one JSON text, which is read in a tenth of the time.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::{Map, Value};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or("cargo names the folders");
    let (data, out) = (folder("CARGO_MANIFEST_DIR")?.join("data"), folder("OUT_DIR")?);
    let mut texts = String::new();
    let mut whole = read(&data, "", &mut texts)?;
    whole.insert("messengers".to_owned(), Value::Object(read(&data, "messengers/", &mut texts)?));
    fs::write(out.join("files.rs"), format!("&[\n{texts}]\n"))?;
    fs::write(out.join("data.json"), Value::Object(whole).to_string())?;
    Ok(())
}

/// What the YAML files below a folder say, by their names without the ending; lists the files in `texts`.
fn read(data: &Path, below: &str, texts: &mut String) -> Result<Map<String, Value>, Box<dyn Error>> {
    let mut said = Map::new();
    // Sorted, because a file system lists files in any order, and the program should not depend on it.
    let mut paths = fs::read_dir(data.join(below))?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".yaml").filter(|_| !name.starts_with('.')) else { continue };
        // A page has no room for texts that nothing reads there.
        if env::var("CARGO_CFG_TARGET_ARCH")? != "wasm32" || stem == "glossary" {
            texts.push_str(&format!("({:?}, include_str!({path:?})),\n", format!("{below}{name}")));
        }
        // These are read as they are.
        if ["evidence", "glossary"].contains(&stem) {
            continue;
        }
        said.insert(stem.to_owned(), serde_yaml::from_str(&fs::read_to_string(&path)?)?);
    }
    Ok(said)
}
