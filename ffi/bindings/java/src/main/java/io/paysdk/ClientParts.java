package io.paysdk;

/** What a client is made of; the transport is null where the built-in one sends. */
record ClientParts(Handle handle, TransportBridge transport) {}
