package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/** What operations there are, and what fields they have, as the loaded library says. */
public final class Operations {
    static final int REQUEST = 0;
    static final int RESPONSE = 1;
    static final int REQUIRED = 1;
    static final int MASKED = 2;
    static final int OF_MONEY_OPERATION = 4;

    private Operations() {}

    /**
     * The names of all operations of all providers.
     *
     * @return such as {@code chaoying.pay}
     */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        try (Out out = new Out()) {
            Failure.checkBare(LIB.paysdk_operation_count(out.first()), Outcome.NOT_SENT);
            long count = out.size();
            for (long i = 0; i < count; i++) {
                Failure.checkBare(LIB.paysdk_operation_at(new SizeT(i), out.first()), Outcome.NOT_SENT);
                names.add(out.text());
            }
        }
        return List.copyOf(names);
    }

    /**
     * The fields that an operation takes.
     *
     * @param operation such as {@code chaoying.pay}
     * @return as the library lists them
     * @throws PaysdkException if there is no such operation
     */
    public static List<Field> requestFields(String operation) {
        return fields(operation, REQUEST);
    }

    /**
     * The fields that an operation answers, or that a kind of notification has.
     *
     * @param operation such as {@code chaoying.pay} or {@code chaoying.payment}
     * @return as the library lists them
     * @throws PaysdkException if there is no such operation or kind
     */
    public static List<Field> responseFields(String operation) {
        return fields(operation, RESPONSE);
    }

    private static List<Field> fields(String operation, int direction) {
        List<Field> fields = new ArrayList<>();
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer asked = texts.name(operation, "operation");
            while (true) {
                SizeT at = new SizeT(fields.size());
                int status = LIB.paysdk_operation_field_at(asked, direction, at, out.first(), out.second());
                if (status == Status.NOT_FOUND.number()) {
                    return List.copyOf(fields);
                }
                Failure.checkBare(status, Outcome.NOT_SENT);
                fields.add(field(out.text(), out.secondNumber()));
            }
        }
    }

    private static Field field(String name, int flags) {
        return new Field(
                name, (flags & REQUIRED) != 0, (flags & MASKED) != 0, (flags & OF_MONEY_OPERATION) != 0);
    }
}
