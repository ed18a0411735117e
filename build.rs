//! Loads and checks `data/`, and prepares what a run needs of it: a fault in the
//! data ends the build, and a new messenger is a new file and no code.
#![allow(dead_code, unreachable_pub, unused_imports, reason = "the layers hold more than is needed to prepare them")]

#[path = "src/kb/mod.rs"]
mod kb;

#[path = "src/answers/mod.rs"]
mod answers;

#[path = "src/engine/mod.rs"]
mod engine;

#[path = "src/space/mod.rs"]
mod space;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use engine::{Levels, Trust};
use jiff::civil::Date;
use kb::Files;
use space::{BUDGET, Space};

fn main() {
    println!("cargo::rerun-if-changed=data");
    if let Err(error) = prepare() {
        // Where there is one, the build ends.
        error.to_string().lines().for_each(|line| println!("cargo::error=data: {line}"));
    }
}

fn prepare() -> Result<(), Box<dyn Error>> {
    let folder = |name| env::var_os(name).map(PathBuf::from).ok_or("cargo names the folders");
    let (data, out) = (folder("CARGO_MANIFEST_DIR")?.join("data"), folder("OUT_DIR")?);

    let files = Files::read(&data)?;
    let kb = files.load()?;
    // Where no age is too great, it does not matter what day it is.
    let trust = Trust { as_of: Date::ZERO, max_age: None };
    let space = Space::compile(&kb, &Levels::of(&kb, &trust), BUDGET)?;

    let texts: String =
        files.iter().map(|(name, _)| format!("({name:?}, include_str!({:?})),\n", data.join(name))).collect();
    fs::write(out.join("files.rs"), format!("&[\n{texts}]\n"))?;
    fs::write(out.join("knowledge_base"), postcard::to_allocvec(&kb)?)?;
    fs::write(out.join("space"), postcard::to_allocvec(&space)?)?;
    Ok(())
}
