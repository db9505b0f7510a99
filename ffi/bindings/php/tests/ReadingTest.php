<?php

declare(strict_types=1);

use Paysdk\Client;
use Paysdk\Exception\MessageException;
use Paysdk\Exception\PaysdkException;
use Paysdk\Exception\UsageException;
use Paysdk\Outcome;
use Paysdk\Response;
use Paysdk\Status;
use Paysdk\TransportReply;
use Paysdk\TransportRequest;

/** Answers and notifications that cannot be read: the call was made, so nothing may say that it can be made again. */
final class ReadingTest
{
    private int $payments = 0;

    public function aFieldThatCannotBeReadNeverSaysThatNothingWasSent(): void
    {
        foreach ([["a\0b", 'utf-8'], ["\u{1F600}", 'gbk'], ["a\0b", 'gbk']] as [$attached, $charset]) {
            $client = $this->attaching($attached, $charset);
            $this->payments = 0;
            try {
                // As the README's till does: it sends, and reads inside the same try.
                echo $client->call('chaoying.pay', Surroundings::payment('READ_1', ['body' => 'tea']))['attach'];
                throw new LogicException("it read $attached");
            } catch (PaysdkException $error) {
                Check::same(MessageException::class, $error::class);
                Check::same([Outcome::Unknown, 'attach', 1], [$error->outcome, $error->field, $this->payments]);
            }
            $paid = $this->paid($client);
            Check::same('7551', $paid['transaction_id']);
            Check::same(null, $paid->get('nothing'));
        }
        Check::unread(MessageException::class, Status::InvalidValue, fn () => $this->paidIn('gbk', "\u{1F600}")->toArray());
        Check::same("a\0b", $this->paidIn('utf-8', "a\0b")->toArray()['attach']);
    }

    public function norDoesAWrongWayToRead(): void
    {
        $paid = $this->paidIn('utf-8', 'x');
        $reads = fn (string $name): array => [
            fn () => $paid->get($name),
            fn () => $paid[$name],
            fn () => isset($paid[$name]),
            fn () => $paid->count($name),
        ];
        foreach ($reads("att\0ach") as $read) {
            Check::unread(UsageException::class, Status::InvalidValue, $read);
        }
        Check::unread(UsageException::class, Status::Utf8, fn () => $paid->get("\xff"));
        $paid->close();
        $others = [fn () => $paid->json(), fn () => $paid->toArray(), fn () => $paid->body(), fn () => json_encode($paid)];
        foreach ([...$reads('attach'), ...$others] as $read) {
            $closed = Check::unread(UsageException::class, Status::Argument, $read);
            Check::contains('is closed', $closed->getMessage());
        }
    }

    public function norDoesANotification(): void
    {
        $client = new Client(Surroundings::config());
        $fields = [
            'state' => 'SUCCESS',
            'result_code' => 'SUCCESS',
            'pay_result' => '0',
            'mch_id' => Surroundings::merchant(),
            'out_trade_no' => 'READ_4',
            'total_fee' => '101',
        ];
        $body = http_build_query($fields + ['sign' => $client->sign('chaoying', $fields)]);
        $verify = fn (string $kind, array $headers = []) => fn () => $client->verifyNotification($kind, $body, $headers);
        $told = $verify('chaoying.payment')()->expect('READ_4', 101);
        $expect = fn (string $order, mixed $amount) => fn () => $told->expect($order, $amount);
        Check::unread(UsageException::class, Status::InvalidValue, $expect("READ_4\0", 101), 'order');
        Check::unread(UsageException::class, Status::InvalidValue, $expect('READ_4', "101\0"), 'amount');
        Check::unread(UsageException::class, Status::Utf8, $expect("\xff", 101), 'order');
        Check::unread(MessageException::class, Status::Mismatch, $expect('READ_4', 102));
        $told->close();
        Check::unread(UsageException::class, Status::Argument, $expect('READ_4', 101));
        Check::unread(UsageException::class, Status::UnknownName, $verify('chaoying.nothing'));
        Check::unread(UsageException::class, Status::InvalidValue, $verify("chaoying.payment\0"), 'kind');
        foreach (["1\nauth: forged", "1\0"] as $value) {
            Check::unread(UsageException::class, Status::InvalidValue, $verify('chaoying.payment', ['ts' => $value]), 'headers');
        }
        $client->close();
        Check::unread(UsageException::class, Status::Argument, $verify('chaoying.payment'));
    }

    private function paidIn(string $charset, string $attached): Response
    {
        return $this->paid($this->attaching($attached, $charset));
    }

    private function paid(Client $client): Response
    {
        return $client->call('chaoying.pay', Surroundings::payment('READ_2', ['body' => 'tea']));
    }

    /** A client whose gateway takes every payment and answers with this text, which the library would not sign. */
    private function attaching(string $attached, string $charset): Client
    {
        $answer = function (TransportRequest $request) use ($attached): TransportReply {
            ++$this->payments;
            parse_str($request->body, $asked);
            $fields = array_intersect_key($asked, ['mch_id' => 1, 'out_trade_no' => 1, 'total_fee' => 1]) + [
                'state' => 'SUCCESS',
                'code' => '10000',
                'trade_state' => 'SUCCESS',
                'transaction_id' => '7551',
                'out_transaction_id' => '4200',
                'attach' => $attached,
                'time_end' => '20240229120000',
                'nonce_str' => 'n',
            ];
            ksort($fields, SORT_STRING);
            $signed = '';
            foreach ($fields as $name => $value) {
                $signed .= "$name=$value&";
            }
            $fields['sign'] = strtoupper(md5($signed . 'key=' . Surroundings::key()));

            return new TransportReply(200, body: json_encode($fields));
        };

        return Surroundings::sendingTo($answer, ['caller_charset' => $charset]);
    }
}
