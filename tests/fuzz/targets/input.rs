//! Inputs that are valid but for a few changes. An input that fails is made smaller by taking changes back.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Pieces with a meaning in one of the formats.
const PIECES: [&[u8]; 44] = [
    b"\"",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"true",
    b"-1",
    b"0.1",
    b"1e999",
    b"9223372036854775808",
    b"<",
    b">",
    b"</",
    b"<![CDATA[",
    b"]]>",
    b"&amp;",
    b"&#0;",
    b"&#x10FFFF;",
    b"<?xml",
    b"<!DOCTYPE",
    b"%",
    b"%00",
    b"%zz",
    b"&",
    b"=",
    b"?",
    b"#",
    b"@",
    b"/",
    b"..",
    b"\0",
    b"\r\n",
    b"\n\n",
    b"  ",
    b"|",
    b"\xff\xfe",
    "\u{feff}".as_bytes(),
    "\u{202e}中".as_bytes(),
];

/// A change of an input. Positions are parts of its length.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Insert(Index, Vec<u8>),
    Remove(Index, u8),
    Replace(Index, u8),
    Repeat(Index, u8, u8),
    Cut(Index),
    /// Puts a part of another input there.
    Graft(Index, Index, Index, u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    let piece = prop_oneof![select(&PIECES[..]).prop_map(<[u8]>::to_vec), vec(any::<u8>(), 0..6)];
    let at = any::<Index>;
    prop_oneof![
        4 => (at(), piece).prop_map(|(at, piece)| Edit::Insert(at, piece)),
        3 => (at(), 1..40_u8).prop_map(|(at, count)| Edit::Remove(at, count)),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        1 => (at(), 1..60_u8, 1..60_u8).prop_map(|(at, length, times)| Edit::Repeat(at, length, times)),
        1 => at().prop_map(Edit::Cut),
        2 => (at(), at(), at(), 1..80_u8).prop_map(|(at, other, from, length)| Edit::Graft(at, other, from, length)),
    ]
}

/// Inputs made of these.
pub(crate) fn inputs(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), vec(edit(), 0..8)).prop_map(move |(seed, edits)| {
        let mut input = seeds[seed.index(seeds.len())].clone();
        edits.iter().for_each(|edit| apply(edit, &seeds, &mut input));
        input
    })
}

fn apply(edit: &Edit, seeds: &[Vec<u8>], input: &mut Vec<u8>) {
    let position = |at: &Index, length: usize| at.index(length + 1);
    let part = |from: usize, count: u8, length: usize| from..(from + usize::from(count)).min(length);
    let length = input.len();
    match edit {
        Edit::Insert(at, piece) => {
            drop(input.splice(position(at, length)..position(at, length), piece.iter().copied()))
        }
        Edit::Remove(at, count) => drop(input.drain(part(position(at, length), *count, length))),
        Edit::Replace(at, byte) => {
            if let Some(old) = input.get_mut(position(at, length)) {
                *old = *byte;
            }
        }
        Edit::Repeat(at, count, times) => {
            let from = position(at, length);
            let repeated = input[part(from, *count, length)].repeat(usize::from(*times));
            input.splice(from..from, repeated);
        }
        Edit::Cut(at) => input.truncate(position(at, length)),
        Edit::Graft(at, other, from, count) => {
            let other = &seeds[other.index(seeds.len())];
            let from = position(from, other.len());
            let graft = other[part(from, *count, other.len())].to_vec();
            let at = position(at, length);
            input.splice(at..at, graft);
        }
    }
}
