//! The macros in which documents, actions and words are defined: each definition gives the Rust type, the reader, the
//! writer and the schema, with the doc comments as descriptions.

/// A document, a line, or a part of one.
///
/// `name: Type` is a field; `[bound]` after the type bounds it; `= value` gives it a default; `as "other"` gives it
/// another name in JSON; `as flat` puts the fields of the type beside the others. `check(object, problems) { … }` sees
/// every field under its name as an `Option`, `None` where it could not be read, and reports what is wrong between them.
macro_rules! document {
    (
        $(#[doc = $doc:expr])*
        pub struct $Name:ident {
            $(
                $(#[doc = $field_doc:expr])*
                pub $field:ident : $ty:ty $([$bound:expr])? $(as $how:tt)? $(= $default:expr)?
            ),* $(,)?
        }
        $(check($object:ident, $problems:ident) $check:block)?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $Name {
            $($(#[doc = $field_doc])* pub $field: $ty,)*
        }

        impl $crate::field::Fields for $Name {
            fn take(
                object: &mut $crate::field::Object<'_>,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                $(let $field: Option<$ty> = $crate::field::field_of!(
                    take object problems $field ($ty) $([$bound])? $(as $how)? $(= $default)?
                );)*
                $(
                    {
                        let $object: &$crate::field::Object<'_> = object;
                        let $problems: &mut $crate::problem::Problems = problems;
                        $check
                    }
                )?
                Some(Self { $($field: $field?,)* })
            }

            fn put(&self, object: &mut serde_json::Map<String, serde_json::Value>) {
                $($crate::field::field_of!(put object (&self.$field) $field $(as $how)? $(= $default)?);)*
            }

            fn describe(schema: &mut $crate::field::ObjectSchema<'_>) {
                $($crate::field::field_of!(
                    describe schema (concat!($($field_doc),*)) $field ($ty) $([$bound])? $(as $how)? $(= $default)?
                );)*
            }
        }

        impl $crate::field::Field for $Name {
            fn read(
                value: &serde_json::Value,
                at: &$crate::problem::Pointer<'_>,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                $crate::field::read_object(value, at, problems)
            }

            fn write(&self) -> serde_json::Value {
                $crate::field::write_object(self)
            }

            fn schema(defs: &mut $crate::field::Defs) -> serde_json::Value {
                defs.object::<Self>(stringify!($Name), concat!($($doc),*))
            }
        }
    };
}

/// One field of a document: how it is taken from an object, put into one, and described.
macro_rules! field_of {
    (take $object:ident $problems:ident $field:ident ($ty:ty) as flat) => {
        <$ty as $crate::field::Fields>::take($object, $problems)
    };
    (take $object:ident $problems:ident $field:ident ($ty:ty) as $json:literal) => {
        $object.field::<$ty>($json, $problems)
    };
    (take $object:ident $problems:ident $field:ident ($ty:ty) [$bound:expr]) => {
        $object.bounded::<_, $ty>(stringify!($field), &$bound, $problems)
    };
    (take $object:ident $problems:ident $field:ident ($ty:ty) = $default:expr) => {
        $object.with_default::<$ty>(stringify!($field), $default, $problems)
    };
    (take $object:ident $problems:ident $field:ident ($ty:ty)) => {
        $object.field::<$ty>(stringify!($field), $problems)
    };

    (put $object:ident ($value:expr) $field:ident as flat) => {
        $crate::field::Fields::put($value, $object)
    };
    (put $object:ident ($value:expr) $field:ident as $json:literal) => {
        $crate::field::put_field($object, $json, $value)
    };
    (put $object:ident ($value:expr) $field:ident = $default:expr) => {
        if *$value != $default {
            $crate::field::put_field($object, stringify!($field), $value);
        }
    };
    (put $object:ident ($value:expr) $field:ident) => {
        $crate::field::put_field($object, stringify!($field), $value)
    };

    (describe $schema:ident ($doc:expr) $field:ident ($ty:ty) as flat) => {
        <$ty as $crate::field::Fields>::describe($schema)
    };
    (describe $schema:ident ($doc:expr) $field:ident ($ty:ty) as $json:literal) => {
        $schema.field::<$ty>($json, $doc)
    };
    (describe $schema:ident ($doc:expr) $field:ident ($ty:ty) [$bound:expr]) => {
        $schema.bounded::<_, $ty>(stringify!($field), &$bound, $doc)
    };
    (describe $schema:ident ($doc:expr) $field:ident ($ty:ty) = $default:expr) => {
        $schema.with_default::<$ty>(stringify!($field), &$default, $doc)
    };
    (describe $schema:ident ($doc:expr) $field:ident ($ty:ty)) => {
        $schema.field::<$ty>(stringify!($field), $doc)
    };
}

/// A choice of forms told apart by the word in one field, each with fields of its own beside it.
macro_rules! actions {
    (
        $(#[doc = $doc:expr])*
        pub enum $Name:ident by $tag:literal {
            $(
                $(#[doc = $variant_doc:expr])*
                $Variant:ident $word:literal {
                    $(
                        $(#[doc = $field_doc:expr])*
                        $field:ident : $ty:ty $([$bound:expr])?
                    ),* $(,)?
                } $(check($object:ident, $problems:ident) $check:block)?
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $Name {
            $($(#[doc = $variant_doc])* $Variant { $($(#[doc = $field_doc])* $field: $ty,)* },)*
        }

        impl $Name {
            /// The words of all variants.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word of the variant.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$Variant { .. } => $word,)*
                }
            }
        }

        impl $crate::field::Fields for $Name {
            fn take(
                object: &mut $crate::field::Object<'_>,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                match object.word($tag, Self::WORDS, problems)? {
                    $($word => {
                        $(let $field: Option<$ty> = $crate::field::field_of!(
                            take object problems $field ($ty) $([$bound])?
                        );)*
                        $(
                            {
                                let $object: &$crate::field::Object<'_> = object;
                                let $problems: &mut $crate::problem::Problems = problems;
                                $check
                            }
                        )?
                        Some(Self::$Variant { $($field: $field?,)* })
                    })*
                    _ => None,
                }
            }

            fn put(&self, object: &mut serde_json::Map<String, serde_json::Value>) {
                object.insert($tag.to_owned(), self.as_str().into());
                match self {
                    $(Self::$Variant { $($field,)* } => {
                        $($crate::field::field_of!(put object ($field) $field);)*
                    })*
                }
            }

            fn describe(schema: &mut $crate::field::ObjectSchema<'_>) {
                schema.one_of(&[$(
                    |form| {
                        form.constant($tag, $word, concat!($($variant_doc),*));
                        $($crate::field::field_of!(
                            describe form (concat!($($field_doc),*)) $field ($ty) $([$bound])?
                        );)*
                    },
                )*]);
            }
        }
    };
}

/// A set of fixed words, each with a text and a number that never change.
macro_rules! words {
    (
        $(#[doc = $doc:expr])*
        pub enum $Name:ident {
            $($(#[doc = $word_doc:expr])* $Word:ident = $number:literal $text:literal),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $($(#[doc = $word_doc])* $Word,)*
        }

        impl $Name {
            /// All words.
            pub const ALL: &'static [Self] = &[$(Self::$Word),*];

            /// The word as it is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Word => $text,)*
                }
            }

            /// The number under which the books keep the word; it never changes.
            pub const fn number(self) -> u8 {
                match self {
                    $(Self::$Word => $number,)*
                }
            }

            /// The word with that number.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$Word),)*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $Name {
            type Err = $crate::field::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$Word),)*
                    _ => Err($crate::field::UnknownWord),
                }
            }
        }

        impl $crate::field::Field for $Name {
            fn read(
                value: &serde_json::Value,
                at: &$crate::problem::Pointer<'_>,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                $crate::field::read_word(value, &[$($text),*], at, problems)?.parse().ok()
            }

            fn write(&self) -> serde_json::Value {
                self.as_str().into()
            }

            fn schema(defs: &mut $crate::field::Defs) -> serde_json::Value {
                defs.part(stringify!($Name), |_| serde_json::json!({
                    "description": concat!($($doc),*).trim(),
                    "oneOf": [$({ "const": $text, "description": concat!($($word_doc),*).trim() }),*],
                }))
            }
        }

        impl $crate::field::Bounded<$crate::field::Among<Self>> for $Name {
            fn read_within(
                value: &serde_json::Value,
                among: &$crate::field::Among<Self>,
                at: &$crate::problem::Pointer<'_>,
                problems: &mut $crate::problem::Problems,
            ) -> Option<Self> {
                among.read(value, at, problems)
            }

            fn schema_within(
                among: &$crate::field::Among<Self>,
                _: &mut $crate::field::Defs,
            ) -> serde_json::Value {
                among.schema()
            }
        }

        $crate::wire::json_text!($Name);
        $crate::wire::cbor_number!($Name, u8, $Name::number, $Name::from_number);
    };
}

pub(crate) use {actions, document, field_of, words};
