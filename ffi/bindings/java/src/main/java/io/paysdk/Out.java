package io.paysdk;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Where a function of the library writes its results: two places, and one for an error. */
final class Out implements AutoCloseable {
    private static final int PLACE = 8;

    private final Memory places = new Memory(3 * PLACE);

    Out() {
        places.clear();
    }

    Pointer first() {
        return places.share(0);
    }

    Pointer second() {
        return places.share(PLACE);
    }

    Pointer err() {
        return places.share(2 * PLACE);
    }

    /** The pointer in the first place. */
    Pointer pointer() {
        return places.getPointer(0);
    }

    /** The text that was lent in the first place. */
    String text() {
        return Texts.read(places.getPointer(0));
    }

    /** The text that was lent in the second place. */
    String secondText() {
        return Texts.read(places.getPointer(PLACE));
    }

    /** The {@code uint32_t} in the first place. */
    int number() {
        return places.getInt(0);
    }

    /** The {@code uint32_t} in the second place. */
    int secondNumber() {
        return places.getInt(PLACE);
    }

    /** The {@code size_t} in the first place. */
    long size() {
        return sizeAt(0);
    }

    /** A copy of the bytes that were lent: their start in the first place, their number in the second. */
    byte[] bytes() {
        int size = Math.toIntExact(sizeAt(PLACE));
        return size == 0 ? new byte[0] : places.getPointer(0).getByteArray(0, size);
    }

    /** The error, which is the caller's to free, or null. */
    Pointer error() {
        return places.getPointer(2 * PLACE);
    }

    @Override
    public void close() {
        places.close();
    }

    private long sizeAt(int place) {
        return Native.SIZE_T_SIZE == 8 ? places.getLong(place) : Integer.toUnsignedLong(places.getInt(place));
    }
}
