<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Exception\UsageException;
use Paysdk\Internal\Handle;
use Paysdk\Internal\Library;
use Paysdk\Request;
use Paysdk\Status;
use Paysdk\TransportReply;
use Paysdk\TransportRequest;

/** Objects: used after they were closed, closed while in use, and gone without having been closed. */
final class HandlesTest
{
    public function aClosedObjectIsRefused(): void
    {
        $config = Surroundings::config();
        $client = Surroundings::sendingTo(Surroundings::answer(...));
        $request = $client->request('chaoying.pay');
        $response = $client->call('chaoying.pay', Surroundings::payment('HANDLE_1'));
        foreach ([$config, $client, $request, $response] as $object) {
            $object->close();
            $object->close();
        }
        $uses = [
            fn () => $config->set('timeout_ms', 1),
            fn () => $config->transport(null),
            fn () => new Client($config),
            fn () => $client->request('chaoying.pay'),
            fn () => $client->sign('chaoying', ['a' => 'b']),
            fn () => $request->set('body', 'tea'),
            fn () => $request->setJson('{}'),
            fn () => $request->send(),
        ];
        foreach ($uses as $use) {
            Check::contains('is closed', Check::refused(Status::Argument, $use)->getMessage());
        }
    }

    public function aRequestOutlivesItsClientAndTheCallbacksWithIt(): void
    {
        $client = Surroundings::sendingTo(static fn ($request) => Surroundings::answer($request));
        $request = $this->filled($client, 'HANDLE_2');
        $client->close();
        unset($client);
        gc_collect_cycles();
        Check::same('HANDLE_2', $request->send()['out_trade_no']);
    }

    public function whatIsClosedInItsOwnCallIsFreedAfterIt(): void
    {
        $client = $request = null;
        $send = function (TransportRequest $sent) use (&$client, &$request): TransportReply {
            $client->close();
            $request->close();

            return Surroundings::answer($sent);
        };
        $client = Surroundings::sendingTo($send);
        $request = $this->filled($client, 'HANDLE_3');
        Check::same('HANDLE_3', $request->send()['out_trade_no']);
        Check::refused(Status::Argument, fn () => $request->send());
    }

    public function aPointerThatIsLentOutIsNotFreed(): void
    {
        $ffi = Library::ffi();
        $pointer = $ffi->new('paysdk_config *');
        $error = $ffi->new('paysdk_error *');
        Check::same(0, $ffi->paysdk_config_new('chaoying', FFI::addr($pointer), FFI::addr($error)));
        $handle = new Handle('configuration', $pointer, 'paysdk_config_free', false);
        $handle->use(function (FFI\CData $lent) use ($ffi, $handle): void {
            $handle->close();
            Check::same(0, $ffi->paysdk_config_set($lent, 'pid', 'x', null));
        });
        Check::refused(Status::Argument, fn () => $handle->use(fn () => null));
    }

    public function aRequestInUseIsNotChanged(): void
    {
        $request = $refused = null;
        $send = function (TransportRequest $sent) use (&$request, &$refused): TransportReply {
            try {
                $request->set('total_fee', 102);
            } catch (UsageException $refused) {
            }

            return Surroundings::answer($sent);
        };
        $client = Surroundings::sendingTo($send);
        $request = $this->filled($client, 'HANDLE_4');
        Check::same('101', $request->send()['total_fee']);
        Check::contains('in use', $refused->getMessage());
    }

    public function nobodyHasToClose(): void
    {
        $client = Surroundings::sendingTo(static fn ($request) => Surroundings::answer($request));
        $request = $this->filled($client, 'HANDLE_5');
        $response = $request->send();
        $gone = array_map(WeakReference::create(...), [$client, $request, $response]);
        unset($client, $request, $response);
        Check::same([null, null, null], array_map(static fn (WeakReference $one) => $one->get(), $gone));
    }

    public function aThousandClientsWithCallbacksLeaveNoMemoryBehind(): void
    {
        $turn = function (int $number): void {
            $client = Surroundings::sendingTo(static fn ($request) => Surroundings::answer($request));
            $client->call('chaoying.pay', Surroundings::payment("HANDLE_6_$number"));
        };
        foreach (range(1, 50) as $number) {
            $turn($number);
        }
        $before = memory_get_usage();
        foreach (range(1, 1000) as $number) {
            $turn($number);
        }
        $grown = memory_get_usage() - $before;
        Check::true($grown < 16 * 1024, "$grown bytes stayed behind");
    }

    public function noObjectCanBeCopied(): void
    {
        $client = Surroundings::sendingTo(Surroundings::answer(...));
        $request = $this->filled($client, 'HANDLE_7');
        foreach ([Surroundings::config(), $client, $request, $request->send()] as $object) {
            Check::throws(Error::class, fn () => clone $object);
            Check::throws(Exception::class, fn () => serialize($object));
        }
    }

    private function filled(Client $client, string $order): Request
    {
        $request = $client->request('chaoying.pay');
        foreach (Surroundings::payment($order) as $name => $value) {
            $request->set($name, $value);
        }

        return $request;
    }
}
