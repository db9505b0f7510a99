package io.paysdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what tests are given: objects, lists, texts, whole numbers as {@code Long}, null. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Map<?, ?> object(String text) {
        return (Map<?, ?>) any(text);
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> bare();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> fields = new LinkedHashMap<>();
        take('{');
        while (next() != '}') {
            if (!fields.isEmpty()) {
                take(',');
            }
            next();
            String name = string();
            take(':');
            fields.put(name, value());
        }
        take('}');
        return fields;
    }

    private List<Object> list() {
        List<Object> items = new ArrayList<>();
        take('[');
        while (next() != ']') {
            if (!items.isEmpty()) {
                take(',');
            }
            items.add(value());
        }
        take(']');
        return items;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        take('"');
        while (text.charAt(at) != '"') {
            char each = text.charAt(at++);
            out.append(each == '\\' ? escaped() : each);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char kind = text.charAt(at++);
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> kind;
        };
    }

    static Object any(String text) {
        Json json = new Json(text);
        Object value = json.value();
        Check.that(json.next() == 0, "something stands behind the JSON");
        return value;
    }

    private Object bare() {
        int start = at;
        while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        Check.that(at > start, "a value is missing");
        String bare = text.substring(start, at);
        return bare.equals("null") ? null : Long.valueOf(bare);
    }

    private char next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void take(char expected) {
        Check.equal(expected, next());
        at++;
    }
}
