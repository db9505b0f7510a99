<?php

declare(strict_types=1);

namespace Paysdk\Internal;

use Paysdk\Status;

/**
 * A pointer that the library gave: not usable after it is freed, not freed while it is used.
 *
 * Callbacks and fibers can come back to a handle in the middle of its call; only a shared one takes them.
 */
final class Handle
{
    private int $users = 0;
    private bool $closed = false;
    private bool $freed = false;

    /**
     * @param string $free the library's function that frees it
     * @param mixed $keeps what must live as long as it
     */
    public function __construct(
        private readonly string $what,
        private readonly \FFI\CData $pointer,
        private readonly string $free,
        private readonly bool $shared,
        public readonly mixed $keeps = null,
    ) {
    }

    /**
     * Lends the pointer to the work, which stack traces must not show: it knows the values that it hands over.
     *
     * @template T
     * @param \Closure(\FFI\CData): T $work
     * @return T
     */
    public function use(#[\SensitiveParameter] \Closure $work): mixed
    {
        if ($this->closed) {
            throw Failure::usage(Status::Argument, "the {$this->what} is closed");
        }
        if ($this->users > 0 && !$this->shared) {
            throw Failure::usage(Status::Argument, "the {$this->what} is in use elsewhere");
        }
        ++$this->users;
        try {
            return $work($this->pointer);
        } finally {
            --$this->users;
            $this->freeIfDone();
        }
    }

    /** Frees it at once, or after the calls that are under way. */
    public function close(): void
    {
        $this->closed = true;
        $this->freeIfDone();
    }

    public function __destruct()
    {
        $this->close();
    }

    private function freeIfDone(): void
    {
        if ($this->closed && $this->users === 0 && !$this->freed) {
            $this->freed = true;
            Library::ffi()->{$this->free}($this->pointer);
        }
    }

    private function __clone()
    {
    }
}
