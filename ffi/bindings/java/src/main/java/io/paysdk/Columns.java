package io.paysdk;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields to sign, as C takes them. They live as long as the texts that they were written to. */
final class Columns {
    private final Pointer scheme;
    private final Pointer names;
    private final Pointer values;
    private final SizeT count;

    Columns(Texts texts, String scheme, Map<String, ?> fields) {
        List<Pointer> left = new ArrayList<>();
        List<Pointer> right = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (value != null) {
                left.add(texts.name(name, "a name"));
                right.add(texts.value(Values.text(value, name), name));
            }
        });
        this.scheme = texts.name(scheme, "scheme");
        this.names = texts.list(left);
        this.values = texts.list(right);
        this.count = new SizeT(left.size());
    }

    Pointer scheme() {
        return scheme;
    }

    Pointer names() {
        return names;
    }

    Pointer values() {
        return values;
    }

    SizeT count() {
        return count;
    }
}
