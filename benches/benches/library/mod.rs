//! libpaysdk as a C program has it: opened at run time, called through its symbols.

use std::error::Error;
use std::ffi::{CStr, CString, c_char};
use std::path::PathBuf;
use std::ptr;

use libloading::{Library, Symbol};
use signing_core::Field;

/// Any handle.
enum Handle {}

type ConfigNew = unsafe extern "C" fn(*const c_char, *mut *mut Handle, *mut *mut Handle) -> i32;
type ConfigSet =
    unsafe extern "C" fn(*mut Handle, *const c_char, *const c_char, *mut *mut Handle) -> i32;
type ClientNew = unsafe extern "C" fn(*const Handle, *mut *mut Handle, *mut *mut Handle) -> i32;
type Free = unsafe extern "C" fn(*mut Handle);
type Sign = unsafe extern "C" fn(
    *const Handle,
    *const c_char,
    *const *const c_char,
    *const *const c_char,
    usize,
    *mut c_char,
    usize,
    *mut usize,
    *mut *mut Handle,
) -> i32;

/// The built library, and a client of Chaoying in it.
pub(crate) struct Paysdk {
    /// `paysdk_abi_version`: the least that a function can do.
    pub(crate) abi_version: extern "C" fn() -> u32,
    operation_count: unsafe extern "C" fn(*mut usize) -> i32,
    sign: Sign,
    client: *mut Handle,
    client_free: Free,
    _library: Library,
}

/// Fields as C has them.
pub(crate) struct CFields {
    _owned: Vec<CString>,
    names: Vec<*const c_char>,
    values: Vec<*const c_char>,
}

impl CFields {
    pub(crate) fn new(fields: &[Field<'_>]) -> Result<CFields, Box<dyn Error>> {
        let mut owned = Vec::new();
        let mut texts = |pick: fn(&Field<'_>) -> String| -> Result<Vec<_>, Box<dyn Error>> {
            let mut pointers = Vec::new();
            for field in fields {
                let text = CString::new(pick(field))?;
                pointers.push(text.as_ptr());
                owned.push(text);
            }
            Ok(pointers)
        };
        let names = texts(|field| field.0.to_owned())?;
        let values = texts(|field| field.1.to_owned())?;
        Ok(CFields {
            _owned: owned,
            names,
            values,
        })
    }
}

/// Cargo builds the library of the dependency `ffi` beside the others: in `deps`, where benches are; examples are next to it.
fn path() -> Result<PathBuf, Box<dyn Error>> {
    let exe = std::env::current_exe()?;
    let folder = exe.parent().ok_or("this program is in no folder")?;
    let name = libloading::library_filename("paysdk");
    [folder.join(&name), folder.join("../deps").join(&name)]
        .into_iter()
        .find(|path| path.exists())
        .ok_or_else(|| format!("no libpaysdk near {}", folder.display()).into())
}

impl Paysdk {
    /// Opens the library and makes a client with the merchant's key.
    pub(crate) fn open(key: &str) -> Result<Paysdk, Box<dyn Error>> {
        // SAFETY: the library is this workspace's own; its loading runs no code of consequence, and the types are those of
        // its header. Every symbol that is kept is kept together with the library.
        unsafe {
            let library = Library::new(path()?)?;
            let abi_version: Symbol<'_, extern "C" fn() -> u32> =
                library.get(b"paysdk_abi_version")?;
            let operation_count: Symbol<'_, unsafe extern "C" fn(*mut usize) -> i32> =
                library.get(b"paysdk_operation_count")?;
            let sign: Symbol<'_, Sign> = library.get(b"paysdk_sign")?;
            let client_free: Symbol<'_, Free> = library.get(b"paysdk_client_free")?;
            let (abi_version, operation_count) = (*abi_version, *operation_count);
            let (sign, client_free) = (*sign, *client_free);
            Ok(Paysdk {
                abi_version,
                operation_count,
                sign,
                client: client(&library, key)?,
                client_free,
                _library: library,
            })
        }
    }

    /// `paysdk_operation_count`: a lookup in a table that is made once, behind a guard that no compiler can leave out.
    #[inline]
    pub(crate) fn operation_count(&self) -> usize {
        let mut count = 0;
        // SAFETY: there is room for the count.
        unsafe { (self.operation_count)(&raw mut count) };
        count
    }

    /// The signature of the fields by `paysdk_sign`, written to the buffer.
    #[inline]
    pub(crate) fn sign<'b>(
        &self,
        fields: &CFields,
        buffer: &'b mut [u8; 64],
    ) -> Result<&'b CStr, i32> {
        let mut need = 0;
        // SAFETY: the client lives, both arrays have as many C strings as is said, and the buffer as many bytes.
        let status = unsafe {
            (self.sign)(
                self.client,
                c"chaoying".as_ptr(),
                fields.names.as_ptr(),
                fields.values.as_ptr(),
                fields.names.len(),
                buffer.as_mut_ptr().cast(),
                buffer.len(),
                &raw mut need,
                ptr::null_mut(),
            )
        };
        if status != 0 {
            return Err(status);
        }
        CStr::from_bytes_until_nul(buffer).map_err(|_| status)
    }
}

impl Drop for Paysdk {
    fn drop(&mut self) {
        // SAFETY: the client is the library's own, and freed once.
        unsafe { (self.client_free)(self.client) }
    }
}

/// # Safety
/// The library must be libpaysdk.
unsafe fn client(library: &Library, key: &str) -> Result<*mut Handle, Box<dyn Error>> {
    let key = CString::new(key)?;
    let (mut config, mut client) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the types are those of the header, all texts end with NUL, and each handle is freed once.
    unsafe {
        let config_new: Symbol<'_, ConfigNew> = library.get(b"paysdk_config_new")?;
        let config_set: Symbol<'_, ConfigSet> = library.get(b"paysdk_config_set")?;
        let config_free: Symbol<'_, Free> = library.get(b"paysdk_config_free")?;
        let client_new: Symbol<'_, ClientNew> = library.get(b"paysdk_client_new")?;
        let mut status = config_new(c"chaoying".as_ptr(), &raw mut config, ptr::null_mut());
        for (name, value) in [
            (c"base_url", c"http://127.0.0.1:1"),
            (c"allow_http", c"1"),
            (c"agent_id", c"100201"),
            (c"agent_key", &*key),
        ] {
            status |= config_set(config, name.as_ptr(), value.as_ptr(), ptr::null_mut());
        }
        status |= client_new(config, &raw mut client, ptr::null_mut());
        config_free(config);
        if status != 0 {
            return Err("libpaysdk refuses the settings".into());
        }
    }
    Ok(client)
}
