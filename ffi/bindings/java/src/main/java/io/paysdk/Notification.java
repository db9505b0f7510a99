package io.paysdk;

import static io.paysdk.Loaded.LIB;

import com.sun.jna.Pointer;

/** A genuine notification. {@link Client#verifyNotification} makes it. */
public final class Notification extends Response {
    private final String kind;

    Notification(Pointer pointer, String kind) {
        super("notification", pointer);
        this.kind = kind;
    }

    /**
     * What it is about.
     *
     * @return such as {@code chaoying.payment}
     */
    public String kind() {
        return kind;
    }

    /**
     * Compares it with your order. Only after this is it about that.
     *
     * <p>A coin may follow the amount of HiCoin (USDT if none does) and DragonEx (name it): {@code "3.25 usdt"}. A DragonEx callback
     * that passes is still no proof: query {@code dragonex.order} and compare before you hand anything over.
     *
     * @param order your order number
     * @param amount what you asked for: a whole number, decimal text or a {@link java.math.BigDecimal}
     * @return this
     * @throws PaysdkException MISMATCH if it tells of anything else
     * @throws IllegalArgumentException if the amount is a float or anything else
     */
    public Notification expect(String order, Object amount) {
        return Failure.reading(() -> compared(order, amount));
    }

    private Notification compared(String order, Object amount) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer number = texts.value(order, "order");
            Pointer text = texts.value(Values.text(amount, "amount"), "amount");
            return use(notification -> {
                Failure.check(LIB.paysdk_notification_expect(notification, number, text, out.err()), out);
                return this;
            });
        }
    }

    /**
     * The body to answer with, status 200, once you have handled it.
     *
     * @return what the provider takes for "understood"
     */
    public String ack() {
        return ack(kind, true);
    }

    /**
     * The body to answer a notification with: with status 200 once you have handled it, with 500 to be told again.
     *
     * @param kind such as {@code chaoying.payment}
     * @param accepted true once you have handled it, false to be told again
     * @return what the provider reads
     * @throws PaysdkException if there is no such kind
     */
    public static String ack(String kind, boolean accepted) {
        try (Texts texts = new Texts();
                Out out = new Out()) {
            Pointer name = texts.name(kind, "kind");
            int status = LIB.paysdk_notification_ack(name, accepted ? 1 : 0, out.first());
            Failure.checkBare(status, Outcome.NOT_SENT);
            return out.text();
        }
    }
}
