# find_package(paysdk) gives the targets paysdk::paysdk (shared) and, where it was installed, paysdk::static.
get_filename_component(_paysdk_prefix "@CMAKE_PREFIX@" ABSOLUTE)
get_filename_component(_paysdk_libdir "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

if(NOT TARGET paysdk::paysdk)
    add_library(paysdk::paysdk SHARED IMPORTED)
    set_target_properties(paysdk::paysdk PROPERTIES
        IMPORTED_LOCATION "${_paysdk_libdir}/libpaysdk.so"
        IMPORTED_SONAME "libpaysdk.so.0"
        INTERFACE_INCLUDE_DIRECTORIES "${_paysdk_prefix}/include")
endif()

if(NOT TARGET paysdk::static AND EXISTS "${_paysdk_libdir}/libpaysdk.a")
    add_library(paysdk::static STATIC IMPORTED)
    set_target_properties(paysdk::static PROPERTIES
        IMPORTED_LOCATION "${_paysdk_libdir}/libpaysdk.a"
        INTERFACE_INCLUDE_DIRECTORIES "${_paysdk_prefix}/include"
        INTERFACE_LINK_LIBRARIES "@SYSTEM_LIBS@")
endif()

set(paysdk_FOUND TRUE)
unset(_paysdk_prefix)
unset(_paysdk_libdir)
