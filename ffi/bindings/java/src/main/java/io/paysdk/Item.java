package io.paysdk;

import java.util.Optional;

/** An object within other fields. */
record Item(Fields within, String prefix) implements Fields {
    @Override
    public Optional<String> find(String field) {
        return within.find(prefix + field);
    }

    @Override
    public int count(String list) {
        return within.count(prefix + list);
    }
}
