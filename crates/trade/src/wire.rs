//! How the types of this crate look on the wire: private macros, so that every type reads what it writes and a
//! value that could not have been parsed cannot be decoded either.

/// JSON: a string that holds the text form. Reading goes through `FromStr`.
macro_rules! json_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// CBOR: a text string that holds the text form. Reading goes through `FromStr`.
macro_rules! cbor_text {
    ($type:ty) => {
        impl<C> minicbor::Encode<C> for $type {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.str(&self.to_string())?.ok()
            }
        }
        impl<'b, C> minicbor::Decode<'b, C> for $type {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                d.str()?.parse().map_err(|e| minicbor::decode::Error::message(e).at(at))
            }
        }
    };
}

/// CBOR: one integer of the named width. `$from` gives an `Option`: `None` is a number that names no value.
macro_rules! cbor_number {
    ($type:ty, $int:ident, $to:expr, $from:expr) => {
        impl<C> minicbor::Encode<C> for $type {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                let to: fn($type) -> $int = $to;
                e.$int(to(*self))?.ok()
            }
        }
        impl<'b, C> minicbor::Decode<'b, C> for $type {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                let from: fn($int) -> Option<$type> = $from;
                from(d.$int()?).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!("the number names no ", stringify!($type))).at(at)
                })
            }
        }
    };
}

pub(crate) use {cbor_number, cbor_text, json_text};
