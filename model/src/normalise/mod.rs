//! Turns what people and programs typed into one comparable form, or says why it cannot be one.
//!
//! Every function is pure, never panics, and gives a normal form that it leaves as it is:
//! `f(f(x)) == f(x)`. None repeats the value in an error.

pub mod blocked;
pub mod country;
pub mod email;
mod invalid;
pub mod ip;
pub mod locale;
pub mod name;
pub mod note;
pub mod phone;
pub mod place;
pub mod postal;
pub mod region;
mod text;

pub use blocked::is_blocked;
pub use country::country;
pub use email::email;
pub use invalid::Invalid;
pub use locale::{locale, timezone};
pub use name::name;
pub use note::mask;
pub use phone::{Phone, phone};
pub use place::{Place, place};
pub use postal::postal_code;
pub use region::{City, city, region};
