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
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use engine::{Levels, Trust};
use jiff::civil::Date;
use kb::Files;
use space::Space;

fn main() {
    println!("cargo::rerun-if-changed=data");
    link_unwinder();
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
    let space = Space::compile(&kb, &Levels::of(&kb, &trust))?;

    let texts: String =
        files.iter().map(|(name, _)| format!("({name:?}, include_str!({:?})),\n", data.join(name))).collect();
    fs::write(out.join("files.rs"), format!("&[\n{texts}]\n"))?;
    fs::write(out.join("knowledge_base"), postcard::to_allocvec(&kb)?)?;
    fs::write(out.join("space"), postcard::to_allocvec(&space)?)?;
    Ok(())
}

/// Links the unwinder of gcc itself where the linker has it, for its library takes a tenth of a start to load.
fn link_unwinder() {
    let is = |name, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_known = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && env::var("HOST") == env::var("TARGET")
        // A linker of another choice may look elsewhere.
        && !env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("linker="));
    if !is_known {
        return;
    }
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let found = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output();
    let found = found.ok().and_then(|found| String::from_utf8(found.stdout).ok());
    // A linker that has no such file prints its bare name.
    if let Some(path) = found.filter(|path| Path::new(path.trim()).is_absolute()) {
        println!("cargo::rerun-if-changed={}", path.trim());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}
