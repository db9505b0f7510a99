<?php

declare(strict_types=1);

namespace Paysdk\Internal;

/**
 * A callback under a number.
 *
 * PHP keeps every closure that was handed to C until the request ends, so only two are ever handed over, one for each kind
 * of callback; they find the caller's function by the number that the library hands back to them.
 */
final class Slot
{
    /** The number, where the library's userdata points to. */
    public readonly \FFI\CData $userdata;

    /** What the function threw in its last call. */
    private ?\Throwable $thrown = null;

    private static int $last = 0;

    /** @var array<int, \WeakReference<Slot>> */
    private static array $slots = [];

    public function __construct(public readonly \Closure $function)
    {
        $this->userdata = Library::ffi()->new('uint64_t[1]');
        $this->userdata[0] = ++self::$last;
        self::$slots[self::$last] = \WeakReference::create($this);
    }

    /** The slot that userdata points to. */
    public static function at(\FFI\CData $userdata): ?self
    {
        $number = Library::ffi()->cast('uint64_t *', $userdata)[0];

        return (self::$slots[$number] ?? null)?->get();
    }

    public function threw(\Throwable $thrown): void
    {
        $this->thrown = $thrown;
    }

    public function takeThrown(): ?\Throwable
    {
        $thrown = $this->thrown;
        $this->thrown = null;

        return $thrown;
    }

    public function __destruct()
    {
        unset(self::$slots[$this->userdata[0]]);
    }
}
