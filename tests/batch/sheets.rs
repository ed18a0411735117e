//! Sheets: what is read of them, and results as one.

use advisor::answers::Answer;
use advisor::batch::{Broken, Field, Notation, Settings};

use super::{drawn, lenient, plain, results, run, run_on, sheet, strict};
use crate::support::BUILT_IN;
use crate::support::targets::assert_printable;

#[test]
fn csv_says_the_same_as_json() {
    let kb = &BUILT_IN.kb;
    let answers = drawn(5, 200);
    let mut cells = csv::Writer::from_writer(Vec::new());
    cells.write_record(["id"].into_iter().chain(kb.questions().ids())).unwrap();
    for (id, answers) in answers.iter().enumerate() {
        let cell = |key| answers.get(key).map(|answer: Answer| answer.words(&kb[key]).join(" , ")).unwrap_or_default();
        cells.write_record([id.to_string()].into_iter().chain(kb.questions().keys().map(cell))).unwrap();
    }
    let cells = cells.into_inner().unwrap();
    let expected = run(strict(), plain(&answers)).0;
    let from_csv = run(Settings { notation: Notation::CsvToJsonLines, ..strict() }, &cells).0;
    // In CSV every column that goes through is a text.
    let as_text = |line: &str| {
        let (id, rest) = line.trim_start_matches("{\"id\":").split_once(',').unwrap();
        format!("{{\"id\":\"{id}\",{rest}\n")
    };
    assert_eq!(from_csv, expected.lines().map(as_text).collect::<String>());
    let both = run(Settings { notation: Notation::Csv, ..strict() }, &cells).0;
    let heading = ["id"].into_iter().chain(Field::ALL.map(Field::word)).chain(["error"]).collect::<Vec<_>>().join(",");
    assert!(both.starts_with(&(heading + "\n")), "{both}");
}

#[test]
fn rows_of_a_sheet_are_told_by_the_line_on_which_they_begin() {
    let lines = ["id,contacts", "1,nope", "", "2,known", "\"3\n3\",nope", ",", "4,known", "\"5\",\"nope\"", "6,nope"];
    for (end, mark) in [("\n", ""), ("\r\n", ""), ("\r\n", "\u{FEFF}")] {
        let whole = mark.to_owned() + &lines.join("\n").replace('\n', end);
        // The last line has its end, or lacks it.
        for text in [whole.clone() + end, whole] {
            let (out, totals) = run(sheet(), &text);
            let told: Vec<u64> = results(&out).iter().filter_map(|row| row["line"].as_u64()).collect();
            assert_eq!((told.as_slice(), totals.rows), (&[2, 5, 9, 10][..], 6), "{end:?}");
        }
        let known = format!("1,known{end}").repeat(20_000);
        let (out, _) = run(sheet(), format!("id,contacts{end}{known}2,nope"));
        assert!(out.lines().last().unwrap().contains("\"line\":20002,"), "{end:?}");
    }
}

#[test]
fn of_a_row_whose_cells_have_moved_nothing_goes_through_and_of_one_with_a_wrong_cell_the_others_do() {
    for moved in ["1,known", "known,here", "1,known,here,", "\"1,known,here\n2,both\",here", "1;known;here"] {
        let result = &results(&run(sheet(), format!("id,contacts,note\n{moved}\n,,x\n")).0)[0];
        assert!(result.as_object().unwrap().keys().eq(["error", "line"]), "{moved}: {result}");
        let fault = result["error"].as_str().unwrap();
        assert!(fault.contains("but the heading has 3; "), "{fault}");
        assert_eq!(fault.contains("close the open quote"), moved.contains('\n'), "{fault}");
    }
    let result = &results(&run(sheet(), b"id,contacts,note\n4,kn\xFFown,here\n").0)[0];
    assert_eq!((&result["id"], &result["note"]), (&"4".into(), &"here".into()));
    assert!(result["error"].as_str().unwrap().contains("contacts: not UTF-8 text"), "{result}");
}

#[test]
fn what_nobody_filled_in_is_no_row() {
    let rows = |text: &str| run(sheet(), text).1.rows;
    assert_eq!(rows("contacts\nknown\n\n   \n\"\"\n"), 1);
    assert_eq!(rows("id,contacts\n,\n1,known\n,\n , \n,\n2,\n"), 2);
    assert_eq!(rows(&format!("id,contacts\n{}", ",\n".repeat(30_000))), 0);
}

#[test]
fn line_breaks_go_through_a_sheet_and_nothing_else_that_a_terminal_would_not_just_print() {
    let as_sheet = Settings { notation: Notation::Csv, ..sheet() };
    let (out, _) = run(as_sheet.clone(), "note,contacts\r\n\"a\r\nb\rc\u{1b}\",known\r\n");
    assert!(out.contains("\"a\r\nb\\u{d}c\\u{1b}\","), "{out:?}");
    let raw = "a\u{1b}[31m\u{202E}b\u{9b}c\u{2066}";
    let hostile = raw.replace('\u{1b}', "\\u001b");
    let row = format!("{{\"id\":\"{hostile}\",\"{hostile}\":{{\"{hostile}\":[]}},\"contacts\":\"known\"}}\n");
    let written = format!("id,{raw},contacts\n{raw},{raw},known\n");
    for (settings, rows) in [(lenient(), &row), (sheet(), &written), (as_sheet, &written)] {
        let (out, totals) = run(settings, rows);
        assert_eq!((totals.rows, totals.errors), (1, 0), "{out}");
        assert_printable(&out);
    }
    assert_eq!(results(&run(lenient(), &row).0)[0]["id"], raw, "the value is the same");
}

#[test]
fn a_heading_that_is_wrong_stops_the_run() {
    let open = format!("id,\"contacts\n{}", "1,known\n".repeat(9));
    let cases: [(&[u8], &str); 10] = [
        (b"", "no column is named after a question; name them, as in `"),
        (b"\xFF\xFEi\0d\0", "save the sheet as CSV in UTF-8"),
        (b"id,contcts\n1,known\n", "did you mean `contacts`?"),
        (b"id,contacts,error\n", "results have a column `error`"),
        (b"id,contacts,contacts\n", "column 3 has no name of its own"),
        (b"id,contacts,,\n1,known,,\n", "column 4 has no name of its own; name each column once"),
        (b"id;contacts;concern\n1;known;content\n", "with commas between the cells"),
        (b"id,contacts\r1,known\r", "line feeds between the rows"),
        (b"known,content,serious\n", "write the questions on the first line"),
        (open.as_bytes(), "no column is named after a question"),
    ];
    for (text, fault) in cases {
        let (out, broken) = run_on(sheet(), text);
        assert!(matches!(&broken, Err(Broken::Heading(said)) if said.contains(fault)), "{fault}: {broken:?}");
        assert_eq!(out, "");
    }
    assert_eq!(run(sheet(), "contacts,\nknown,1\n").1.errors, 0, "one column may lack its name");
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_disarmed_unless_they_are_wanted_raw() {
    for (raw_cells, id) in [(false, "'=1+1"), (true, "=1+1")] {
        let settings = Settings { notation: Notation::Csv, raw_cells, ..lenient() };
        let (out, _) = run(settings, "id,contacts\n=1+1,known\n");
        assert!(out.lines().nth(1).unwrap().starts_with(&format!("{id},")), "{out}");
    }
}
