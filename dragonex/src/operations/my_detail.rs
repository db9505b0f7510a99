use serde::{Deserialize, Serialize};

use super::{Asker, Money, Operation, UserDetailReply, UserOperation, same};
use crate::Error;

/// Who the client's own user is (获取授权用户的信息, 客户端). Source: DragonEx login interfaces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MyDetail {}

impl Operation for MyDetail {
    const NAME: &'static str = "my_detail";
    const PATH: &'static str = "/api/v1/user/detail/";
    const MONEY: Money = Money::Still;
    type Reply = UserDetailReply;

    fn belongs(&self, reply: &UserDetailReply, asker: &Asker<'_>) -> Result<(), Error> {
        same("app_id", Some(asker.app_id), Some(&*reply.app_id))
    }
}

impl UserOperation for MyDetail {
    const BY_POST: bool = true;
}
