//! Which addresses may be sent to: none of the inside unless the catalog says so, so that no name
//! leads Telos to what only its own host or network can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use telos_model::catalog::Inside;

/// Whether a destination may have this address.
#[must_use]
pub fn is_allowed(address: IpAddr, inside: Inside) -> bool {
    match place(address) {
        Place::Outside => true,
        Place::Loopback => inside != Inside::No,
        Place::Private => inside == Inside::Network,
        Place::Never => false,
    }
}

enum Place {
    Outside,
    Loopback,
    Private,
    /// Addresses of services of the platform, of groups, and such as stand for none.
    Never,
}

fn place(address: IpAddr) -> Place {
    match address {
        IpAddr::V4(address) => place_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(address) => place_v4(address),
            None => place_v6(address),
        },
    }
}

/// The metadata and agents of clouds that are reached by addresses among others.
const CLOUDS: [Ipv4Addr; 2] = [
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(100, 100, 100, 200),
];
const CLOUD_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

fn place_v4(address: Ipv4Addr) -> Place {
    if CLOUDS.contains(&address) {
        return Place::Never;
    }
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (127, ..) => Place::Loopback,
        (10, ..) | (172, 16..=31, _) | (192, 168, _) | (100, 64..=127, _) => Place::Private,
        // This network, link-local (and the metadata of clouds), protocol assignments, examples,
        // benchmarks, groups, the future and broadcast.
        (0 | 224..=255, ..)
        | (169, 254, _)
        | (192, 0, 0 | 2)
        | (192, 88, 99)
        | (198, 18 | 19, _)
        | (198, 51, 100)
        | (203, 0, 113) => Place::Never,
        _ => Place::Outside,
    }
}

fn place_v6(address: Ipv6Addr) -> Place {
    let [first, second, ..] = address.segments();
    if address.is_loopback() {
        return Place::Loopback;
    }
    match first {
        // The metadata of a cloud.
        0xfd00 if address == CLOUD_V6 => Place::Never,
        0xfc00..=0xfdff => Place::Private,
        // Unspecified, link- and site-local, groups, documentation.
        0 | 0xfe80..=0xffff => Place::Never,
        0x2001 if second < 0x200 || second == 0xdb8 => Place::Never,
        0x3fff if second < 0x1000 => Place::Never,
        // 2000::/3 is all that is given out; protocols and documentation lie in it.
        _ if first & 0xe000 == 0x2000 => Place::Outside,
        _ => Place::Never,
    }
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, by NAT64 or by 6to4.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let last = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] if !address.is_loopback() => Some(last(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(last(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(address: &str, inside: Inside) -> bool {
        is_allowed(address.parse().expect("an address"), inside)
    }

    #[test]
    fn the_inside_is_refused_however_it_is_written() {
        for inside in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "198.18.0.1",
            "203.0.113.9",
            "2001:db8::1",
        ] {
            assert!(!allowed(inside, Inside::No), "{inside}");
        }
        for outside in [
            "93.184.216.34",
            "2606:2800:220:1::1",
            "172.32.0.1",
            "100.128.0.1",
        ] {
            assert!(allowed(outside, Inside::No), "{outside}");
        }
    }

    #[test]
    fn what_the_catalog_allows_is_allowed_and_no_more() {
        assert!(allowed("127.0.0.1", Inside::Loopback) && allowed("::1", Inside::Loopback));
        assert!(!allowed("10.0.0.1", Inside::Loopback));
        assert!(allowed("10.0.0.1", Inside::Network) && allowed("fd00::1", Inside::Network));
        assert!(
            !allowed("169.254.169.254", Inside::Network),
            "metadata of clouds"
        );
    }
}
