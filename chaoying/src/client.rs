use std::fmt;
use std::sync::Arc;

use signing_core::{Secret, SortedMd5};
use transport::{BaseUrl, CallStart, Clock, ConfigError, Link, Settings};

use crate::protocol::{self, Answer};
use crate::untyped::{Asking, Untyped};
use crate::{Error, Operation};

/// A reseller's access to the gateway. Immutable, cheap to clone, and free to be used by any number of threads.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: BaseUrl,
    pub(crate) agent_id: String,
    pub(crate) version: Option<String>,
    pub(crate) pid: Option<String>,
    pub(crate) key: Secret,
    pub(crate) signer: SortedMd5,
    pub(crate) link: Link,
}

/// Settings of a [`Client`].
#[derive(Clone)]
pub struct ClientBuilder {
    base_url: String,
    agent_id: String,
    agent_key: Secret,
    version: Option<String>,
    pid: Option<String>,
    settings: Settings,
}

impl Client {
    /// Starts a client for the gateway at `base_url`, as the reseller `agent_id` (代理商编号) whose key is `agent_key`.
    pub fn builder(
        base_url: impl Into<String>,
        agent_id: impl Into<String>,
        agent_key: Secret,
    ) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            agent_id: agent_id.into(),
            agent_key,
            version: None,
            pid: None,
            settings: Settings::default(),
        }
    }

    /// Carries out an operation: checks it, signs it, sends it once, and believes the answer only where it is proven.
    pub fn call<O: Operation>(&self, operation: &O) -> Result<O::Reply, Error> {
        self.call_for_answer(operation).map(|answer| answer.reply)
    }

    /// As [`call`](Self::call), with the answer's head and raw bytes beside the reply.
    pub fn call_for_answer<O: Operation>(&self, operation: &O) -> Result<Answer<O::Reply>, Error> {
        let asking = Asking::new(operation);
        let answer = self.carry_out(&asking)?;
        asking.answered(answer)
    }

    /// For those who have only an operation without its types.
    #[doc(hidden)]
    pub fn carry_out(&self, asking: &dyn Untyped) -> Result<Answer<()>, Error> {
        let inner = &*self.inner;
        let about = asking.about();
        let url = inner.base_url.join(about.path);
        let start = CallStart {
            provider: "chaoying",
            operation: about.name,
            order: asking.order(),
            url: &url,
        };
        inner.link.watch(&start, Error::outcome, |http_status| {
            let asked = protocol::asked(asking)?;
            let request = protocol::request(inner, &about, &asked, url.clone());
            let response = inner.link.send(&request)?;
            *http_status = Some(response.status);
            protocol::answer(inner, asking, &asked, response)
        })
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.inner.link.clock()
    }
}

impl ClientBuilder {
    /// Version of the caller (调用方版本号), sent as `version`. Later manuals require it. Defaults to none.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Name of the calling product (调用方产品名称), sent as `pid`. Later manuals require it. Defaults to none.
    pub fn pid(mut self, pid: impl Into<String>) -> Self {
        self.pid = Some(pid.into());
        self
    }

    transport::settings_methods!();

    /// The client, or what is wrong with its settings.
    pub fn build(self) -> Result<Client, ConfigError> {
        if self.agent_id.is_empty() {
            return Err(ConfigError::new("agent_id", "is required"));
        }
        let base_url = BaseUrl::parse(&self.base_url, self.settings.allows_http())
            .map_err(|error| ConfigError::new("base_url", error.to_string()))?;
        Ok(Client {
            inner: Arc::new(Inner {
                base_url,
                agent_id: self.agent_id,
                version: self.version.filter(|text| !text.is_empty()),
                pid: self.pid.filter(|text| !text.is_empty()),
                signer: SortedMd5::new(self.agent_key.clone()),
                key: self.agent_key,
                link: self.settings.link()?,
            }),
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url.as_str())
            .field("agent_id", &self.inner.agent_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("agent_id", &self.agent_id)
            .finish_non_exhaustive()
    }
}
