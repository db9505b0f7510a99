package io.paysdk;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;

/** Texts as C takes them, NUL-terminated UTF-8, for the time of one call. They are wiped when it is over. */
final class Texts implements AutoCloseable {
    private final LongFunction<Memory> allocator;
    private final List<Memory> taken = new ArrayList<>();

    Texts() {
        this(Memory::new);
    }

    /** Takes its memory from elsewhere. */
    Texts(LongFunction<Memory> allocator) {
        this.allocator = allocator;
    }

    /** A name that the program chose. What cannot be one is an {@link IllegalArgumentException}. */
    Pointer name(String text, String what) {
        Pointer name = ifPossible(Objects.requireNonNull(text, what));
        if (name == null) {
            throw new IllegalArgumentException(what + " must be valid Unicode without NUL");
        }
        return name;
    }

    /** Null for what is no Unicode, or has a NUL. */
    Pointer ifPossible(String text) {
        byte[] bytes = utf8(CharBuffer.wrap(text));
        return bytes == null || hasNul(bytes) ? null : copied(bytes);
    }

    /** A value, which errors must not show. {@code field} names it there. */
    Pointer value(CharSequence text, String field) {
        Objects.requireNonNull(text, () -> ShownName.of(field));
        byte[] bytes = utf8(CharBuffer.wrap(text));
        if (bytes == null) {
            throw PaysdkException.ofField(Status.UTF8, field, "is not valid Unicode");
        }
        if (hasNul(bytes)) {
            Arrays.fill(bytes, (byte) 0);
            throw PaysdkException.ofField(Status.INVALID_VALUE, field, "must not contain NUL");
        }
        return copied(bytes);
    }

    /** The array of pointers that C takes a list of texts as. */
    Pointer list(List<Pointer> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        Memory array = take((long) texts.size() * Native.POINTER_SIZE);
        array.write(0, texts.toArray(Pointer[]::new), 0, texts.size());
        return array;
    }

    /** Bytes as they are; null for none. */
    Pointer bytes(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        Memory copy = take(bytes.length);
        copy.write(0, bytes, 0, bytes.length);
        return copy;
    }

    /** Room for the library to write to. */
    Pointer room(long size) {
        return take(size);
    }

    /** A text that the library lends; null for NULL. */
    static String read(Pointer text) {
        return text == null ? null : text.getString(0, StandardCharsets.UTF_8.name());
    }

    @Override
    public void close() {
        for (Memory memory : taken) {
            memory.clear();
            memory.close();
        }
    }

    private Pointer copied(byte[] bytes) {
        Memory text = take(bytes.length + 1L);
        text.write(0, bytes, 0, bytes.length);
        text.setByte(bytes.length, (byte) 0);
        Arrays.fill(bytes, (byte) 0);
        return text;
    }

    private Memory take(long size) {
        Memory memory = allocator.apply(size);
        taken.add(memory);
        return memory;
    }

    private static boolean hasNul(byte[] bytes) {
        for (byte each : bytes) {
            if (each == 0) {
                return true;
            }
        }
        return false;
    }

    /** Null for what is no Unicode: nothing is ever replaced. */
    private static byte[] utf8(CharBuffer text) {
        ByteBuffer room = ByteBuffer.allocate(Math.multiplyExact(text.length(), 3));
        var encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        boolean whole = !encoder.encode(text, room, true).isError();
        byte[] bytes = whole ? Arrays.copyOf(room.array(), room.position()) : null;
        Arrays.fill(room.array(), (byte) 0);
        return bytes;
    }
}
