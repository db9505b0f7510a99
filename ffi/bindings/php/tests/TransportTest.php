<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Config;
use Paysdk\Exception\PaysdkException;
use Paysdk\Exception\ProviderException;
use Paysdk\LogLevel;
use Paysdk\NotSent;
use Paysdk\Outcome;
use Paysdk\Status;
use Paysdk\TransportReply;
use Paysdk\TransportRequest;

/** Sending through a function of the caller's. */
final class TransportTest
{
    public function itIsShownTheRequestAndItsReplyIsRead(): void
    {
        $seen = null;
        $client = Surroundings::sendingTo(function (TransportRequest $request) use (&$seen): TransportReply {
            return Surroundings::answer($seen = $request);
        });
        $paid = $client->call('chaoying.pay', Surroundings::payment('TRANSPORT_2'));
        Check::same('TRANSPORT_2', $paid['out_trade_no']);
        Check::same(['POST', true], [$seen->method, $seen->movesMoney]);
        Check::true(str_starts_with($seen->url, 'https://pay.example/'), $seen->url);
        $type = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'];
        Check::true(in_array($type, $seen->headers, true), 'it has the header');
        Check::contains('out_trade_no=TRANSPORT_2', $seen->body);
        Check::lacks(Surroundings::key(), $seen->body);
        Check::true($seen->timeoutMs > 0, 'it has a timeout');
        ob_start();
        var_dump($seen);
        Check::lacks('TRANSPORT_2', print_r($seen, true) . ob_get_clean());
    }

    public function twoClientsHaveEachTheirOwn(): void
    {
        $said = [];
        $client = function (string $name) use (&$said): Client {
            return Surroundings::sendingTo(function (TransportRequest $request) use ($name, &$said): TransportReply {
                $said[] = $name;

                return Surroundings::answer($request);
            });
        };
        [$first, $second] = [$client('first'), $client('second')];
        foreach ([$first, $second, $first] as $one) {
            $one->call('chaoying.pay', Surroundings::payment('TRANSPORT_4'));
        }
        Check::same(['first', 'second', 'first'], $said);
    }

    public function numbersKeepTheirText(): void
    {
        $more = ['fresh' => '1.50', 'huge' => '123456789012345678901234567890', 'nested' => '{"e":1e3}'];
        $send = static fn (TransportRequest $request): TransportReply => Surroundings::answer($request, $more);
        $paid = Surroundings::sendingTo($send)->call('chaoying.pay', Surroundings::payment('TRANSPORT_3'));
        Check::same($more, array_map($paid->get(...), array_combine(array_keys($more), array_keys($more))));
        Check::same($more, array_intersect_key($paid->toArray(), $more));
    }

    public function numbersAreNeverFloats(): void
    {
        $json = '{"a":1.50,"b":1e3,"c":[-0.10,-7,123456789012345678901],"d":"1.5 \" 2.5","e":{"1.5":null,"\\\\":2.5},"f":true}';
        $exact = [
            'a' => '1.50',
            'b' => '1e3',
            'c' => ['-0.10', -7, '123456789012345678901'],
            'd' => '1.5 " 2.5',
            'e' => ['1.5' => null, '\\' => '2.5'],
            'f' => true,
        ];
        Check::same($exact, Paysdk\Internal\Json::decoded($json, false));
    }

    public function onlyItsPromiseMakesAFailureSafeToRepeat(): void
    {
        $cases = [
            [new NotSent('no route'), Outcome::NotSent],
            [new RuntimeException('reset'), Outcome::Unknown],
            [new Error('a defect'), Outcome::Unknown],
        ];
        foreach ($cases as [$thrown, $outcome]) {
            $failure = $this->failure(static fn () => throw $thrown);
            Check::same([Status::Transport, $outcome], [$failure->status, $failure->outcome]);
            Check::same($thrown, $failure->getPrevious());
        }
    }

    public function whatItThrewInOneCallIsNotToldOfTheNext(): void
    {
        $calls = 0;
        $client = Surroundings::sendingTo(function (TransportRequest $request) use (&$calls): TransportReply {
            return ++$calls === 1 ? throw new RuntimeException('once') : new TransportReply(502);
        });
        $pay = fn () => $client->call('chaoying.pay', Surroundings::payment('TRANSPORT_6'));
        Check::same('once', Check::throws(PaysdkException::class, $pay)->getPrevious()?->getMessage());
        Check::same(null, Check::throws(PaysdkException::class, $pay)->getPrevious());
    }

    public function aReplyThatIsNoneLeavesTheOutcomeUnknown(): void
    {
        $huge = str_repeat('x', (1 << 20) + 1);
        $replies = [null, 'text', new TransportReply(0), new TransportReply(200, [], $huge), new TransportReply(502)];
        foreach ($replies as $reply) {
            Check::same(Outcome::Unknown, $this->failure(static fn () => $reply)->outcome);
        }
        $broken = $this->failure(static fn () => new TransportReply(200, [['name']], '{}'));
        Check::same([Status::Transport, Outcome::Unknown], [$broken->status, $broken->outcome]);
        Check::true($broken->getPrevious() !== null, 'it says what is broken');
    }

    /** HiCoin does not sign failures: only a whole answer proves that a transfer was refused. */
    public function theHeadersOfAReplyTellWhetherItIsWhole(): void
    {
        $body = '{"code":"110043","msg":"account balance is not enough"}';
        $size = (string) strlen($body);
        $transfer = [
            'access_token' => 't', 'openid' => 'o', 'body' => 'b', 'subject' => 's', 'out_trade_no' => 'W1', 'total_amount' => 1,
            'settle_currency' => 'USDT',
        ];
        $settings = array_fill_keys(['payout_base_url', 'oauth_base_url', 'page_base_url'], 'https://pay.example');
        $cases = [
            [[], Outcome::Refused],
            [[['content-length', $size]], Outcome::Refused],
            [[['Content-Length', $size . '0']], Outcome::Unknown],
            // Headers that C cannot hold, or that are no UTF-8, are left out.
            [[['Content-Length', "1\0"], ["Content-Length\0", '1'], ['Content-Length', "\xe9"]], Outcome::Refused],
        ];
        foreach ($cases as $number => [$headers, $outcome]) {
            $config = new Config('hicoin', $settings + ['app_id' => '1', 'secret_key' => 's', 'mch_key' => 'm']);
            $client = new Client($config->transport(static fn () => new TransportReply(200, $headers, $body)));
            $refused = Check::throws(ProviderException::class, fn () => $client->call('hicoin.transfer', $transfer));
            Check::same([$outcome, '110043'], [$refused->outcome, $refused->providerCode], "case $number");
        }
    }

    public function aCallInsideACallIsAnotherCall(): void
    {
        $inner = Surroundings::sendingTo(Surroundings::answer(...));
        $outer = Surroundings::sendingTo(function (TransportRequest $request) use ($inner): TransportReply {
            Check::same('INNER', $inner->call('chaoying.pay', Surroundings::payment('INNER'))['out_trade_no']);

            return Surroundings::answer($request);
        });
        Check::same('OUTER', $outer->call('chaoying.pay', Surroundings::payment('OUTER'))['out_trade_no']);
    }

    public function aFailingLoggerDoesNotDisturbTheCall(): void
    {
        $told = 0;
        $fails = function () use (&$told): void {
            ++$told;
            throw new RuntimeException('from the logger');
        };
        $config = Surroundings::config(['base_url' => 'https://pay.example'])->transport(Surroundings::answer(...));
        $client = new Client($config->logger($fails, LogLevel::Debug));
        $log = tempnam(sys_get_temp_dir(), 'paysdk');
        $before = ini_set('error_log', $log);
        try {
            Check::same('TRANSPORT_5', $client->call('chaoying.pay', Surroundings::payment('TRANSPORT_5'))['out_trade_no']);
            Check::same(2, substr_count(file_get_contents($log), 'the logger threw RuntimeException'));
        } finally {
            ini_set('error_log', (string) $before);
            unlink($log);
        }
        Check::same(2, $told);
    }

    private function failure(callable $send): PaysdkException
    {
        $client = Surroundings::sendingTo($send);
        $pay = fn () => $client->call('chaoying.pay', Surroundings::payment('TRANSPORT_1'));

        return Check::throws(PaysdkException::class, $pay);
    }
}
