/**
 * Every name of the interface as a constant; the texts themselves do as well.
 *
 * <p>The classes are generated, so that a name which the library no longer has does not compile.
 */
package io.paysdk.name;
