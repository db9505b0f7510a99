//! Enums that a provider may extend.

/// Declares an enum over a provider's codes that keeps a code it does not know.
///
/// Each variant has its text on the wire and, if people should read it, an English and a Chinese text.
///
/// ```
/// signing_core::open_enum! {
///     /// How a payment stands.
///     pub enum TradeState {
///         /// It is paid.
///         Success = "SUCCESS" ("paid", "支付成功"),
///         /// Not yet decided.
///         Processing = "PROCESSING",
///     }
/// }
/// let state = TradeState::from("SUCCESS");
/// assert_eq!(state, TradeState::Success);
/// assert_eq!(state.text_en(), Some("paid"));
/// assert_eq!(TradeState::from("NEW").as_str(), "NEW");
/// let repeating = TradeState::from("NO 130000000000000000");
/// assert_eq!(repeating.masking(["NO", "130000000000000000"]).as_str(), "NO ***");
/// assert_eq!(TradeState::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $code:literal $( ($en:literal, $zh:literal) )? ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A code that was not documented when this was written, kept as it came.
            Other($crate::macro_support::String),
        }

        #[allow(unreachable_pub)]
        impl $name {
            /// The documented codes.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// The code as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $code, )+
                    Self::Other(code) => code,
                }
            }

            /// The same, but an undocumented code is masked, as `signing_core::masked` does it. Of secrets shorter than six bytes it may keep what it
            /// repeats: they may well be part of a code.
            #[must_use]
            pub fn masking<'s>(self, secrets: impl ::core::iter::IntoIterator<Item = &'s str>) -> Self {
                match self {
                    Self::Other(code) => Self::Other($crate::masked(
                        &code,
                        secrets.into_iter().filter(|secret| secret.len() >= 6),
                    )),
                    listed => listed,
                }
            }

            /// What it means, in English, if documented.
            #[must_use]
            pub fn text_en(&self) -> ::core::option::Option<&'static str> {
                match self {
                    $( $( Self::$variant => ::core::option::Option::Some($en), )? )+
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }

            /// What it means, in Chinese, if documented.
            #[must_use]
            pub fn text_zh(&self) -> ::core::option::Option<&'static str> {
                match self {
                    $( $( Self::$variant => ::core::option::Option::Some($zh), )? )+
                    #[allow(unreachable_patterns)]
                    _ => ::core::option::Option::None,
                }
            }
        }

        /// The empty code, which stands for a field that is not set.
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::Other($crate::macro_support::String::new())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(code: &str) -> Self {
                match code {
                    $( $code => Self::$variant, )+
                    _ => Self::Other(code.into()),
                }
            }
        }

        impl ::core::convert::From<$crate::macro_support::String> for $name {
            fn from(code: $crate::macro_support::String) -> Self {
                match code.as_str() {
                    $( $code => Self::$variant, )+
                    _ => Self::Other(code),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let text = self.as_str();
                // A code nobody knows comes as it was sent, and must not forge lines of a log.
                if text.chars().any(char::is_control) {
                    ::core::write!(f, "{}", text.escape_debug())
                } else {
                    f.pad(text)
                }
            }
        }

        $crate::__open_enum_serde!($name);
    };
}

/// The serde half of [`open_enum!`], there with the feature `serde`.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_serde {
    ($name:ident) => {
        impl $crate::macro_support::serde::Serialize for $name {
            fn serialize<S: $crate::macro_support::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::macro_support::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::macro_support::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::code(deserializer).map(Self::from)
            }
        }
    };
}

/// Without the feature `serde` there is nothing to implement.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_serde {
    ($name:ident) => {};
}
