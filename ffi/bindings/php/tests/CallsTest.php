<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Exception\MessageException;
use Paysdk\Exception\ProviderException;
use Paysdk\Exception\TransportException;
use Paysdk\LogLevel;
use Paysdk\Outcome;
use Paysdk\Status;

/** Calls to the sandbox, and to where nobody listens. */
final class CallsTest
{
    private readonly Client $client;
    private readonly string $order;
    private static int $orders = 0;

    public function __construct()
    {
        $this->client = new Client(Surroundings::config());
        $this->order = Surroundings::environment('PAYSDK_ORDERS') . '_C' . ++self::$orders;
    }

    public function aPaymentIsReadByName(): void
    {
        $paid = $this->client->call('chaoying.pay', Surroundings::payment($this->order, ['attach' => null]));
        Check::same($this->order, $paid['out_trade_no']);
        Check::same('101', $paid->get('total_fee'));
        Check::true(isset($paid['transaction_id']), 'it has a number');
        Check::true(!isset($paid['attach']), 'it has no attachment');
        Check::same(null, $paid->get('attach'));
        Check::same('none', $paid['attach'] ?? 'none');
        Check::throws(OutOfBoundsException::class, fn () => $paid['attach']);
        Check::throws(LogicException::class, fn () => $paid['attach'] = 'x');
        Check::same($this->order, $paid->toArray()['out_trade_no']);
        Check::same($paid->toArray(), json_decode(json_encode($paid), true));
        Check::contains('{"state":"SUCCESS"', $paid->body());
        Check::contains('"out_trade_no"', $paid->json());
    }

    public function listsAreCountedAndReachedInto(): void
    {
        $this->client->call('chaoying.pay', Surroundings::payment($this->order));
        $shared = ['paytype' => 'WECHAT', 'mch_id' => Surroundings::merchant(), 'out_trade_no' => $this->order];
        foreach ([1, 2] as $number) {
            $refund = ['out_refund_no' => "$this->order-$number", 'total_fee' => 101, 'refund_fee' => $number];
            $this->client->call('chaoying.refund', $shared + $refund + ['op_user_id' => 'c']);
        }
        $refunds = $this->client->call('chaoying.refund_query', $shared);
        Check::same([2, 0], [$refunds->count('refund_list'), $refunds->count('mch_id')]);
        Check::same('2', $refunds['refund_list.1.refund_fee']);
        Check::same([1, 2], array_column($refunds->toArray()['refund_list'], 'refund_fee'));
    }

    public function aRefusalCarriesTheProvidersWords(): void
    {
        $poor = Surroundings::payment($this->order, ['auth_code' => '130000000000009005']);
        $error = Check::throws(ProviderException::class, fn () => $this->client->call('chaoying.pay', $poor));
        Check::same([Status::Provider, Outcome::Refused], [$error->status, $error->outcome]);
        Check::same([200, '10006', '支付错误'], [$error->httpStatus, $error->providerCode, $error->providerMessage]);
        Check::lacks('130000000000009005', Check::toldBy($error));
    }

    public function aRefusedConnectionSentNothing(): void
    {
        $client = new Client(Surroundings::config(['base_url' => 'http://127.0.0.1:' . Surroundings::closedPort()]));
        $pay = fn () => $client->call('chaoying.pay', Surroundings::payment($this->order));
        $error = Check::throws(TransportException::class, $pay);
        Check::same([Status::Transport, Outcome::NotSent], [$error->status, $error->outcome]);
        Check::same(null, $error->httpStatus);
        Check::lacks(Surroundings::key(), Check::toldBy($error));
        Check::lacks(Surroundings::AUTH_CODE, Check::toldBy($error));
    }

    public function aLoggerHearsWhatItAskedForAndNoSecret(): void
    {
        $heard = [];
        $tell = function (LogLevel $level, string $line) use (&$heard): void {
            $heard[] = [$level, $line];
        };
        $config = Surroundings::config()->logger($tell, LogLevel::Debug);
        $client = new Client($config);
        $silent = new Client($config->logger(null));
        $client->call('chaoying.pay', Surroundings::payment($this->order));
        $query = ['paytype' => 'WECHAT', 'mch_id' => Surroundings::merchant(), 'out_trade_no' => $this->order];
        $silent->call('chaoying.order_query', $query);
        Check::same([LogLevel::Debug, LogLevel::Info], array_column($heard, 0));
        $lines = implode("\n", array_column($heard, 1));
        Check::contains($this->order, $lines);
        Check::lacks(Surroundings::key(), $lines);
        Check::lacks(Surroundings::AUTH_CODE, $lines);
    }

    public function onlyAGenuineNotificationOfThisOrderIsBelieved(): void
    {
        $fields = [
            'state' => 'SUCCESS',
            'result_code' => 'SUCCESS',
            'pay_result' => '0',
            'mch_id' => Surroundings::merchant(),
            'out_trade_no' => $this->order,
            'total_fee' => '101',
            'transaction_id' => '7551',
            'out_transaction_id' => '4200',
            'time_end' => '20240229120000',
            'trade_type' => 'pay.weixin.native',
            'nonce_str' => '茶',
        ];
        $body = http_build_query($fields + ['sign' => $this->client->sign('chaoying', $fields)]);
        $told = $this->client->verifyNotification('chaoying.payment', $body);
        Check::same('茶', $told->expect($this->order, 101)['nonce_str']);
        Check::same(['chaoying.payment', $body], [$told->kind, $told->body()]);
        Check::same(['success', 'fail'], [$told->ack(), $told->ack(false)]);
        foreach ([[$this->order, 100], [$this->order . 'x', '101']] as [$order, $amount]) {
            $other = Check::throws(MessageException::class, fn () => $told->expect($order, $amount));
            Check::same(Status::Mismatch, $other->status);
        }
        Check::throws(TypeError::class, fn () => $told->expect($this->order, 101.0));
        $unsigned = substr($body, 0, strpos($body, '&sign'));
        foreach ([str_replace('total_fee=101', 'total_fee=901', $body), $unsigned, ''] as $forged) {
            $verify = fn () => $this->client->verifyNotification('chaoying.payment', $forged);
            Check::same(Status::Signature, Check::throws(MessageException::class, $verify)->status);
        }
    }
}
