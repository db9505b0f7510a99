package io.paysdk;

/** Says which library was loaded. */
final class Which {
    private Which() {}

    /** Prints its version. */
    public static void main(String[] arguments) {
        System.out.println(Client.version());
    }
}
