//! Where C's pointers become references: the only unsafe code of this crate.
//!
//! The types of this module are what exported functions take, and have the layout of the bare pointer. Only C makes
//! values of them, and by the contract in the header promises: a pointer that is not NULL is what its type says, and
//! stays so for the call. What can be checked is checked: NULL, alignment, and the tag that every handle begins with.

use std::ffi::{CStr, CString, c_char, c_void};
use std::marker::PhantomData;
use std::ptr;

use crate::charset::Charset;
use crate::constants::paysdk_status::{PAYSDK_ARGUMENT, PAYSDK_UTF8};
use crate::failure::Failure;
use crate::handles::{Opaque, paysdk_error};

/// What stands where the tag was, once a handle is freed.
const FREED: u64 = 0x6465_6572_665f_5f5f;

/// What a handle points to.
#[repr(C)]
struct Handle<S> {
    tag: u64,
    state: S,
}

/// Reads the tag first, so that a wrong handle is not read as more than a word.
fn checked<H: Opaque>(handle: *const H, name: &str) -> Result<*mut Handle<H::State>, Failure> {
    let handle = handle.cast_mut().cast::<Handle<H::State>>();
    if handle.is_null() {
        return Err(Failure::null(name));
    }
    // SAFETY: not NULL, aligned, and by the contract readable; a freed handle's word is looked at as long as it can be.
    let ours =
        handle.is_aligned() && unsafe { ptr::read_volatile(&raw const (*handle).tag) } == H::TAG;
    if ours {
        Ok(handle)
    } else {
        let message = format!("{name} is no {}, or a freed one", H::NAME);
        Err(Failure::new(PAYSDK_ARGUMENT, message))
    }
}

fn new_handle<H: Opaque>(state: H::State) -> *mut H {
    Box::into_raw(Box::new(Handle { tag: H::TAG, state })).cast()
}

/// A handle that the function reads.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Shared<'a, H>(*const H, PhantomData<&'a H>);

impl<'a, H: Opaque> Shared<'a, H>
where
    H::State: Sync,
{
    pub(crate) fn get(self) -> Result<&'a H::State, Failure> {
        let handle = checked(self.0, H::NAME)?;
        // SAFETY: a live handle of this type, borrowed for the call.
        Ok(unsafe { &(*handle).state })
    }
}

/// A handle that the function changes.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
pub struct Exclusive<'a, H>(*mut H, PhantomData<&'a mut H>);

impl<'a, H: Opaque> Exclusive<'a, H> {
    pub(crate) fn get(self) -> Result<&'a mut H::State, Failure> {
        let handle = checked(self.0, H::NAME)?;
        // SAFETY: a live handle of this type, used by one thread at a time by the contract.
        Ok(unsafe { &mut (*handle).state })
    }
}

/// A handle that the function takes back.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
pub struct Owned<H>(*mut H);

impl<H: Opaque> Owned<H> {
    /// Frees it. NULL, a handle of another type and one already freed are left alone.
    pub(crate) fn free(self) {
        if let Ok(handle) = checked(self.0, H::NAME) {
            // SAFETY: a live handle of this type, made by `new_handle`; volatile, or the mark would be optimised away.
            unsafe {
                ptr::write_volatile(&raw mut (*handle).tag, FREED);
                drop(Box::from_raw(handle));
            }
        }
    }
}

/// Where a new handle goes.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
pub struct HandleOut<'a, H>(*mut *mut H, PhantomData<&'a mut H>);

/// A place for a handle that is not NULL and holds NULL.
pub(crate) struct EmptySlot<'a, H>(&'a mut *mut H);

impl<'a, H: Opaque> HandleOut<'a, H> {
    /// Writes NULL, which is what stays there after a failure.
    pub(crate) fn cleared(self) -> Result<EmptySlot<'a, H>, Failure> {
        // SAFETY: NULL, or by the contract writable for the call.
        let slot = unsafe { self.0.as_mut() }.ok_or_else(|| Failure::null("out"))?;
        *slot = ptr::null_mut();
        Ok(EmptySlot(slot))
    }
}

impl<H: Opaque> EmptySlot<'_, H> {
    pub(crate) fn put(self, state: H::State) {
        *self.0 = new_handle(state);
    }
}

/// Where the error handle of a failed function goes. NULL where the caller does not want it.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct ErrorOut<'a>(*mut *mut paysdk_error, PhantomData<&'a mut paysdk_error>);

impl ErrorOut<'_> {
    pub(crate) fn clear(self) {
        if !self.0.is_null() {
            // SAFETY: by the contract writable for the call.
            unsafe { *self.0 = ptr::null_mut() };
        }
    }

    pub(crate) fn put(self, failure: Failure) {
        if !self.0.is_null() {
            // SAFETY: by the contract writable for the call.
            unsafe { *self.0 = new_handle(failure.into()) };
        }
    }
}

/// Where a number or a borrowed pointer goes.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
pub struct Out<'a, T>(*mut T, PhantomData<&'a mut T>);

/// What an out-parameter holds after a failure.
pub trait Nothing: Copy {
    /// NULL or 0.
    const NOTHING: Self;
}

impl Nothing for usize {
    const NOTHING: usize = 0;
}

impl Nothing for u32 {
    const NOTHING: u32 = 0;
}

impl<T> Nothing for *const T {
    const NOTHING: *const T = ptr::null();
}

impl<'a, T: Nothing> Out<'a, T> {
    /// Writes NULL or 0, which is what stays there after a failure.
    pub(crate) fn cleared(self, name: &str) -> Result<&'a mut T, Failure> {
        // SAFETY: NULL, or by the contract writable for the call.
        let place = unsafe { self.0.as_mut() }.ok_or_else(|| Failure::null(name))?;
        *place = T::NOTHING;
        Ok(place)
    }
}

/// Text that ends in NUL.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Text<'a>(*const c_char, PhantomData<&'a c_char>);

impl<'a> Text<'a> {
    /// The bytes before the NUL; `None` for NULL.
    pub(crate) fn optional_bytes(self) -> Option<&'a [u8]> {
        // SAFETY: not NULL, and by the contract ends in NUL and stays for the call.
        (!self.0.is_null()).then(|| unsafe { CStr::from_ptr(self.0) }.to_bytes())
    }

    pub(crate) fn bytes(self, name: &str) -> Result<&'a [u8], Failure> {
        self.optional_bytes().ok_or_else(|| Failure::null(name))
    }

    /// A name, which is UTF-8 (in fact ASCII) whatever the caller's charset.
    pub(crate) fn utf8(self, name: &str) -> Result<&'a str, Failure> {
        utf8(self.bytes(name)?, name)
    }

    /// A value, in the caller's charset.
    pub(crate) fn value(self, field: &str, charset: Charset) -> Result<String, Failure> {
        charset.value(self.bytes(field)?, field)
    }
}

pub(crate) fn utf8<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, Failure> {
    std::str::from_utf8(bytes)
        .map_err(|_| Failure::of_field(PAYSDK_UTF8, name, "is not valid UTF-8"))
}

/// The first of a number of texts.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Texts<'a>(*const *const c_char, PhantomData<&'a c_char>);

impl<'a> Texts<'a> {
    pub(crate) fn list(self, count: usize, name: &str) -> Result<Vec<Text<'a>>, Failure> {
        let texts = slice(self.0, count, name)?;
        Ok(texts.iter().map(|text| Text(*text, PhantomData)).collect())
    }
}

/// The first of a number of bytes.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Bytes<'a>(*const u8, PhantomData<&'a u8>);

impl<'a> Bytes<'a> {
    pub(crate) fn slice(self, count: usize, name: &str) -> Result<&'a [u8], Failure> {
        slice(self.0, count, name)
    }
}

/// NULL with a count of 0 is an empty list.
fn slice<'a, T>(first: *const T, count: usize, name: &str) -> Result<&'a [T], Failure> {
    if count == 0 {
        return Ok(&[]);
    }
    if first.is_null() {
        return Err(Failure::null(name));
    }
    let fits = count
        .checked_mul(size_of::<T>())
        .is_some_and(|bytes| isize::try_from(bytes).is_ok());
    if !fits || !first.is_aligned() {
        let message = format!("{name} is no list of that length");
        return Err(Failure::new(PAYSDK_ARGUMENT, message));
    }
    // SAFETY: not NULL, aligned, of a size that exists, and by the contract readable for the call.
    Ok(unsafe { std::slice::from_raw_parts(first, count) })
}

/// The caller's buffer for text.
///
/// cbindgen:transparent-typedef
#[repr(transparent)]
pub struct TextBuffer<'a>(*mut c_char, PhantomData<&'a mut c_char>);

impl TextBuffer<'_> {
    /// Writes the text with its NUL, if it fits.
    pub(crate) fn fill(self, capacity: usize, text: &CStr) -> bool {
        let bytes = text.to_bytes_with_nul();
        if self.0.is_null() || capacity < bytes.len() {
            return false;
        }
        // SAFETY: not NULL, and by the contract writable for `capacity` bytes, which is enough; a fresh text overlaps nothing of the caller's.
        unsafe { ptr::copy_nonoverlapping(text.as_ptr(), self.0, bytes.len()) };
        true
    }
}

/// The caller's own pointer, handed back to callbacks as it came.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub(crate) struct UserData(pub(crate) *mut c_void);

// SAFETY: never dereferenced here; that callbacks may run on any thread with it is part of the contract.
unsafe impl Send for UserData {}
// SAFETY: as above.
unsafe impl Sync for UserData {}

/// A handle that is lent to a callback and is gone when the callback returns.
pub(crate) struct Loan<H: Opaque>(*mut H);

impl<H: Opaque> Loan<H> {
    pub(crate) fn new(state: H::State) -> Loan<H> {
        Loan(new_handle(state))
    }

    pub(crate) fn pointer(&self) -> *mut H {
        self.0
    }

    /// Takes back what the callback was lent.
    pub(crate) fn take(&mut self) -> H::State
    where
        H::State: Default,
    {
        // SAFETY: made by `new_handle`, freed only by drop, and the callback that used it has returned.
        std::mem::take(unsafe { &mut (*self.0.cast::<Handle<H::State>>()).state })
    }
}

impl<H: Opaque> Drop for Loan<H> {
    fn drop(&mut self) {
        Owned(self.0).free();
    }
}

/// A text that lives as long as the handle it is kept in.
pub(crate) fn lent(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

#[cfg(test)]
#[path = "pointers_tests.rs"]
mod tests;
