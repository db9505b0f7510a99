<?php

declare(strict_types=1);

use Paysdk\Status;
use Paysdk\TransportReply;
use Paysdk\TransportRequest;

/** Callers that write GBK: `caller_charset`. */
final class GbkTest
{
    public function textsAreGbkForTheCallerAndUtf8OnTheWire(): void
    {
        $tea = iconv('UTF-8', 'GBK', '茶');
        $sent = '';
        $client = Surroundings::sendingTo(function (TransportRequest $request) use (&$sent): TransportReply {
            $sent = $request->body;

            return Surroundings::answer($request);
        }, ['caller_charset' => 'gbk']);
        $paid = $client->call('chaoying.pay', Surroundings::payment('GBK_1', ['body' => $tea]));
        Check::contains('body=' . urlencode('茶'), $sent);
        Check::same($tea, $paid['attach']);
        Check::same($tea, $paid->toArray()['attach']);
        Check::contains("\"attach\":\"$tea\"", $paid->json());
        Check::contains('茶', $paid->body());
    }

    public function aCharacterWithoutPlaceIsRefusedNeverReplaced(): void
    {
        $client = Surroundings::sendingTo(Surroundings::answer(...), ['caller_charset' => 'gbk']);
        $request = $client->request('chaoying.pay');
        Check::refused(Status::InvalidValue, fn () => $request->set('body', "\xff\xff"), 'body');
    }
}
