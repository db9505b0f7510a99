<?php

declare(strict_types=1);

namespace Paysdk;

use Paysdk\Exception\MessageException;
use Paysdk\Internal\Failure;
use Paysdk\Internal\Handle;
use Paysdk\Internal\Library;
use Paysdk\Internal\Text;

/** A genuine notification. {@see Client::verifyNotification} makes it. */
final class Notification extends Response
{
    /** @internal */
    public function __construct(Handle $handle, bool $gbk, public readonly string $kind)
    {
        parent::__construct($handle, $gbk);
    }

    /**
     * Compares it with your order number and amount. Only after this is it about your order.
     *
     * A coin may follow the amount of HiCoin (USDT if none does) and DragonEx (name it): `'3.25 usdt'`. A DragonEx callback that passes
     * is still no proof: query `dragonex.order` and compare before you hand anything over.
     *
     * @param string|int|\Stringable $amount
     * @throws MessageException (Mismatch) if it tells of anything else
     */
    public function expect(string $order, mixed $amount): static
    {
        $texts = static fn (): array => [Text::checked($order, 'order'), Text::ofValue($amount, 'amount')];
        [$order, $amount] = Failure::reading($texts);
        $this->reading(static function (\FFI\CData $told) use ($order, $amount): void {
            $ffi = Library::ffi();
            $error = $ffi->new('paysdk_error *');
            Failure::check($ffi->paysdk_notification_expect($told, $order, $amount, \FFI::addr($error)), $error);
        });

        return $this;
    }

    /** The body to answer with: with status 200 once you have handled it (accepted), with 500 to be told again. */
    public function ack(bool $accepted = true): string
    {
        return self::ackOf($this->kind, $accepted);
    }

    /** As {@see ack}, for a kind of notification, such as `chaoying.payment`. */
    public static function ackOf(string $kind, bool $accepted = true): string
    {
        $ffi = Library::ffi();
        $text = $ffi->new('const char *');
        $kind = Text::checked($kind, 'kind');
        Failure::check($ffi->paysdk_notification_ack($kind, (int) $accepted, \FFI::addr($text)));

        return \FFI::string($text);
    }
}
