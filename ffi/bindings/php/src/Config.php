<?php

declare(strict_types=1);

namespace Paysdk;

use Paysdk\Internal\Failure;
use Paysdk\Internal\Handle;
use Paysdk\Internal\Library;
use Paysdk\Internal\Logging;
use Paysdk\Internal\Sending;
use Paysdk\Internal\Slot;
use Paysdk\Internal\Text;

/**
 * The settings of a client to be.
 *
 * They are kept by the library only, which wipes them; this object has no way to show them.
 */
final class Config
{
    private readonly Handle $handle;
    private ?Slot $transport = null;
    private ?Slot $logger = null;
    private bool $gbk = false;

    /**
     * @param string $provider `chaoying`, `hicoin`, `recharge_payout` or `dragonex`
     * @param array<string, string|int|bool> $settings each is checked at once
     */
    public function __construct(string $provider, #[\SensitiveParameter] array $settings = [])
    {
        $ffi = Library::ffi();
        $out = $ffi->new('paysdk_config *');
        $error = $ffi->new('paysdk_error *');
        $provider = Text::checked($provider, 'provider');
        Failure::check($ffi->paysdk_config_new($provider, \FFI::addr($out), \FFI::addr($error)), $error);
        $this->handle = new Handle('configuration', $out, 'paysdk_config_free', false);
        foreach ($settings as $key => $value) {
            $this->set((string) $key, $value);
        }
    }

    /** Sets one key. The empty text takes a setting back; true and false stand for 1 and 0. */
    public function set(string $key, #[\SensitiveParameter] mixed $value): static
    {
        $text = Text::ofValue(is_bool($value) ? (int) $value : $value, $key);
        $this->handle->use(function (\FFI\CData $config) use ($key, $text): void {
            $ffi = Library::ffi();
            $error = $ffi->new('paysdk_error *');
            $name = Text::checked($key, 'key');
            Failure::check($ffi->paysdk_config_set($config, $name, $text, \FFI::addr($error)), $error);
        });
        if ($key === 'caller_charset') {
            $this->gbk = $text === 'gbk';
        }

        return $this;
    }

    /**
     * Sends through a function of yours instead of the built-in HTTP client; null goes back to that.
     *
     * It sends a request once and returns the answer. Throwing {@see NotSent} promises that nothing was sent; after anything
     * else that it throws, the outcome is unknown. It must not end the script.
     *
     * @param null|callable(TransportRequest): TransportReply $send
     */
    public function transport(?callable $send): static
    {
        $slot = $send === null ? null : new Slot($send(...));
        $this->handle->use(function (\FFI\CData $config) use ($slot): void {
            $ffi = Library::ffi();
            $error = $ffi->new('paysdk_error *');
            $function = $slot === null ? null : Sending::function();
            $status = $ffi->paysdk_config_set_transport($config, $function, $slot?->userdata, \FFI::addr($error));
            Failure::check($status, $error);
        });
        $this->transport = $slot;

        return $this;
    }

    /**
     * Tells a function of yours about each call, in one line without secrets; null goes back to silence.
     *
     * What it throws does not disturb the call, and is told to PHP's error log. It must not end the script.
     *
     * @param null|callable(LogLevel, string): void $tell
     */
    public function logger(?callable $tell, LogLevel $level = LogLevel::Info): static
    {
        $slot = $tell === null ? null : new Slot($tell(...));
        $this->handle->use(function (\FFI\CData $config) use ($slot, $level): void {
            $ffi = Library::ffi();
            $error = $ffi->new('paysdk_error *');
            $function = $slot === null ? null : Logging::function();
            $userdata = $slot?->userdata;
            $status = $ffi->paysdk_config_set_logger($config, $function, $userdata, $level->value, \FFI::addr($error));
            Failure::check($status, $error);
        });
        $this->logger = $slot;

        return $this;
    }

    /** Frees and wipes the settings. Clients made of them live on. */
    public function close(): void
    {
        $this->handle->close();
    }

    /**
     * @internal for {@see Client}
     * @return array{Handle, ?Slot, ?Slot, bool}
     */
    public function parts(): array
    {
        return [$this->handle, $this->transport, $this->logger, $this->gbk];
    }

    private function __clone()
    {
    }
}
