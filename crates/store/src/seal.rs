//! Sealing of texts under a subject's key: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a nonce of 24 bytes.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::Fault;
use crate::keys::Key;

/// Length of a nonce in bytes.
pub const NONCE_BYTES: usize = 24;
/// Bytes that sealing adds: the nonce before, the tag behind.
pub const SEAL_BYTES: usize = NONCE_BYTES + 16;
/// Longest text that is sealed, in bytes.
pub const TEXT_BYTES_MAX: usize = 8 << 20;

/// Seals `text`: nonce || ciphertext || tag, [`SEAL_BYTES`] longer than the text.
///
/// The nonce comes from the caller, since the entry must hold all chance that went into it. It must be random or otherwise
/// never used twice with one key. `context` (such as entry and field) is bound to the seal but not contained.
pub fn seal(key: &Key, nonce: [u8; NONCE_BYTES], context: &[u8], text: &[u8]) -> Result<Vec<u8>, Fault> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Fault::TooLarge { what: "text", size: text.len() as u64, max: TEXT_BYTES_MAX as u64 });
    }
    let payload = Payload { msg: text, aad: context };
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| Fault::Unsealed)?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what [`seal`] made with the same key and context; [`Fault::Unsealed`] for anything else.
pub fn open(key: &Key, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Fault::Unsealed)?;
    let payload = Payload { msg: rest, aad: context };
    cipher(key).decrypt(&XNonce::from(*nonce), payload).map_err(|_| Fault::Unsealed)
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_whole_and_in_context() {
        let key = Key::new([3; 32]);
        let sealed = seal(&key, [9; 24], b"entry 5, driver", "Айгуль".as_bytes()).unwrap();
        assert_eq!(sealed.len(), "Айгуль".len() + SEAL_BYTES);
        assert_eq!(open(&key, b"entry 5, driver", &sealed).unwrap(), "Айгуль".as_bytes());
        assert!(matches!(open(&key, b"entry 6, driver", &sealed), Err(Fault::Unsealed)));
        assert!(matches!(open(&Key::new([4; 32]), b"entry 5, driver", &sealed), Err(Fault::Unsealed)));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(open(&key, b"entry 5, driver", &changed).is_err());
            assert!(open(&key, b"entry 5, driver", &sealed[..place]).is_err());
        }
    }

    /// Vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1 (first bytes and tag).
    #[test]
    fn published_vector() {
        let key: [u8; 32] = std::array::from_fn(|n| 0x80 + n as u8);
        let nonce: [u8; 24] = std::array::from_fn(|n| 0x40 + n as u8);
        let context = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
        let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let sealed = seal(&Key::new(key), nonce, &context, text).unwrap();
        assert_eq!(sealed[24..32], [0xbd, 0x6d, 0x17, 0x9d, 0x3e, 0x83, 0xd4, 0x3b]);
        assert_eq!(sealed[sealed.len() - 16..][..4], [0xc0, 0x87, 0x59, 0x24]);
    }
}
