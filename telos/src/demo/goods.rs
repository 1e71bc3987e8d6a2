//! What the two shops sell: made-up titles.

use super::message::Brand;

/// Something to buy, with its price in the shops' own money.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) category: &'static str,
    pub(super) price: f64,
}

const fn product(
    id: &'static str,
    name: &'static str,
    category: &'static str,
    price: f64,
) -> Product {
    Product {
        id,
        name,
        category,
        price,
    }
}

const MUSIC_AND_BOOKS: [Product; 10] = [
    product("a-101", "Lanterns on the Canal (vinyl)", "jazz", 24.9),
    product("a-102", "Nine Small Preludes", "classical", 16.5),
    product("a-103", "Harbour Lights Live", "folk", 19.0),
    product("a-104", "Tin Roof Choir", "blues", 14.9),
    product("a-105", "Midnight Tramway", "jazz", 21.5),
    product("a-106", "Static Gardens (box set)", "electronic", 89.0),
    product("a-201", "The Clockmaker’s Orchard", "novel", 12.9),
    product("a-202", "A Field Guide to Quiet", "essay", 18.0),
    product("a-203", "Rivers of Paper", "history", 27.5),
    product("a-204", "The Borrowed Comet", "children", 9.9),
];

const KITCHENWARE: [Product; 10] = [
    product("b-101", "鉄のフライパン 26cm", "pans", 64.0),
    product("b-102", "三徳包丁", "knives", 98.0),
    product("b-103", "土鍋 8号", "pots", 72.0),
    product("b-104", "木のまな板", "boards", 29.0),
    product("b-105", "卵焼き器", "pans", 34.5),
    product("b-106", "竹の蒸し器", "steamers", 26.0),
    product("b-201", "曲げわっぱ弁当箱", "boxes", 58.0),
    product("b-202", "箸 夫婦セット", "tableware", 22.0),
    product("b-203", "急須", "tea", 41.0),
    product("b-204", "おろし金", "tools", 18.5),
];

/// What a brand sells.
pub(super) const fn goods(brand: Brand) -> &'static [Product] {
    match brand {
        Brand::Aria => &MUSIC_AND_BOOKS,
        Brand::Bento => &KITCHENWARE,
    }
}

/// What an aria customer may like best.
pub(super) const GENRES: [&str; 6] = ["jazz", "classical", "folk", "blues", "electronic", "novel"];
/// What a bento customer may like best.
pub(super) const CUISINES: [&str; 5] = ["washoku", "ramen", "bento", "sweets", "fermented"];
