//! IP addresses: read, told apart by reach, and shortened so that they point at no household.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Invalid, text};

/// The longest text that is read.
const IP_BYTES_MAX: usize = 64;

/// From where an address can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Routed in the internet.
    Public,
    /// Within a site: RFC 1918, carrier-grade NAT, link-local, unique local.
    Private,
    /// The machine itself.
    Loopback,
    /// Neither: unspecified, multicast, broadcast, documentation.
    Reserved,
}

/// Reads an address, IPv4 mapped into IPv6 as the IPv4 it is. Takes brackets, zone and, where it
/// is unmistakable, a port away, because proxies add them.
pub fn parse(input: &str) -> Result<IpAddr, Invalid> {
    let input = text::trim(input);
    if input.is_empty() {
        return Err(Invalid::Empty);
    }
    if input.len() > IP_BYTES_MAX {
        return Err(Invalid::TooLong { max: IP_BYTES_MAX });
    }
    let host = if let Some(rest) = input.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or(Invalid::Ip)?;
        if !after.is_empty() && !after.strip_prefix(':').is_some_and(is_port) {
            return Err(Invalid::Ip);
        }
        host
    } else {
        match input.split_once(':') {
            Some((host, port)) if host.contains('.') && is_port(port) => host,
            _ => input,
        }
    };
    let host = host.split_once('%').map_or(host, |(host, _)| host);
    let address: IpAddr = host.parse().map_err(|_| Invalid::Ip)?;
    Ok(address.to_canonical())
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The network of the address: the first 24 bits of IPv4, the first 48 of IPv6, the rest zeros.
/// An IPv4 address within a 6to4 address (`2002::/16`) is shortened as IPv4 too.
#[must_use]
pub fn shorten(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            Ipv4Addr::new(a, b, c, 0).into()
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            let c = if a == 0x2002 { c & 0xff00 } else { c };
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into()
        }
    }
}

/// The network of a written address: `203.0.113.7` becomes `203.0.113.0`, `2001:db8:1:2::3`
/// becomes `2001:db8:1::`.
pub fn shortened(input: &str) -> Result<Box<str>, Invalid> {
    parse(input).map(|address| shorten(address).to_string().into_boxed_str())
}

/// From where the address can be reached.
#[must_use]
pub fn reach(address: IpAddr) -> Reach {
    match address.to_canonical() {
        IpAddr::V4(v4) => reach_v4(v4),
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            if v6.is_loopback() {
                Reach::Loopback
            } else if v6.is_unique_local() || v6.is_unicast_link_local() {
                Reach::Private
            } else if v6.is_unspecified() || v6.is_multicast() || (first, second) == (0x2001, 0xdb8)
            {
                Reach::Reserved
            } else {
                Reach::Public
            }
        }
    }
}

fn reach_v4(v4: Ipv4Addr) -> Reach {
    let [a, b, ..] = v4.octets();
    let shared = a == 100 && (64..128).contains(&b);
    if v4.is_loopback() {
        Reach::Loopback
    } else if v4.is_private() || v4.is_link_local() || shared {
        Reach::Private
    } else if a == 0 || a >= 224 || v4.is_documentation() {
        Reach::Reserved
    } else {
        Reach::Public
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_shortened_to_their_network() {
        let cases = [
            ("203.0.113.77", "203.0.113.0"),
            (" 203.0.113.77:443 ", "203.0.113.0"),
            ("::ffff:203.0.113.77", "203.0.113.0"),
            ("[2001:db8:1:2::3]:443", "2001:db8:1::"),
            ("2001:0DB8:0001:0002:0003:0004:0005:0006", "2001:db8:1::"),
            ("fe80::1%eth0", "fe80::"),
            ("2002:cb00:714d::1", "2002:cb00:7100::"),
            ("64:ff9b::203.0.113.77", "64:ff9b::"),
        ];
        for (input, network) in cases {
            assert_eq!(shortened(input).as_deref(), Ok(network), "{input}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for input in [
            "203.0.113",
            "203.0.113.256",
            "203.0.113.07",
            "abc",
            "1:2",
            "[::1",
            "[::1]x",
            "203.0.113.7:99999",
            "203.0.113.7, 198.51.100.1",
            "[1.2.3.4",
        ] {
            assert_eq!(parse(input), Err(Invalid::Ip), "{input}");
        }
        assert_eq!(parse(" "), Err(Invalid::Empty));
    }

    #[test]
    fn reach_tells_private_from_public() {
        let cases = [
            ("8.8.8.8", Reach::Public),
            ("10.1.2.3", Reach::Private),
            ("172.31.0.1", Reach::Private),
            ("192.168.1.1", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("169.254.0.1", Reach::Private),
            ("127.0.0.1", Reach::Loopback),
            ("::ffff:127.0.0.1", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("fd00::1", Reach::Private),
            ("fe80::1", Reach::Private),
            ("203.0.113.1", Reach::Reserved),
            ("224.0.0.1", Reach::Reserved),
            ("0.0.0.0", Reach::Reserved),
            ("2001:db8::1", Reach::Reserved),
            ("2606:4700::1111", Reach::Public),
        ];
        for (input, expected) in cases {
            assert_eq!(reach(parse(input).unwrap()), expected, "{input}");
        }
    }

    proptest! {
        #[test]
        fn any_address_shortens_once(address in any::<IpAddr>()) {
            let short = shorten(address);
            prop_assert_eq!(shorten(short), short);
            prop_assert_eq!(shortened(&short.to_string()).unwrap(), short.to_string().into());
        }

        #[test]
        fn any_text_is_judged(input in "\\PC{0,40}|[0-9a-f:.\\[\\]%]{0,30}") {
            if let Ok(network) = shortened(&input) {
                prop_assert_eq!(shortened(&network), Ok(network.clone()));
            }
        }
    }
}
