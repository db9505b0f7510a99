package io.paysdk;

import java.util.regex.Pattern;

/** A field's name as errors repeat it. Two arguments are easily swapped, and then it is a key or a payment code. */
final class ShownName {
    /** What can be a name and is hardly a value, as the library sees it. */
    private static final Pattern NAME =
            Pattern.compile("content_sha1|[A-Za-z_-]{1,24}(\\.([A-Za-z_-]{1,24}|0|[1-9][0-9]{0,3}))*");

    private static final int LONGEST = 33;

    private ShownName() {}

    static String of(String name) {
        if (name == null || name.length() <= LONGEST && NAME.matcher(name).matches()) {
            return name;
        }
        int length = name.codePointCount(0, name.length());
        String beginning = name.substring(0, name.offsetByCodePoints(0, Math.min(length / 4, 4)));
        return beginning.replaceAll("\\p{Cc}", " ") + "… (" + length + " characters)";
    }
}
