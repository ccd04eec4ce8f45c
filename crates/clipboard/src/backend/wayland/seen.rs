//! What the compositor tells: the events of both protocols, as one.

use std::collections::HashMap;

use wayland_client::{
    Connection, Dispatch, Proxy, QueueHandle,
    backend::ObjectId,
    event_created_child,
    globals::GlobalListContents,
    protocol::{wl_registry::WlRegistry, wl_seat::WlSeat},
};
use wayland_protocols::ext::data_control::v1::client::{
    ext_data_control_device_v1::{self as ext_device, ExtDataControlDeviceV1},
    ext_data_control_manager_v1::ExtDataControlManagerV1,
    ext_data_control_offer_v1::{self as ext_offer, ExtDataControlOfferV1},
};
use wayland_protocols_wlr::data_control::v1::client::{
    zwlr_data_control_device_v1::{self as wlr_device, ZwlrDataControlDeviceV1},
    zwlr_data_control_manager_v1::ZwlrDataControlManagerV1,
    zwlr_data_control_offer_v1::{self as wlr_offer, ZwlrDataControlOfferV1},
};

/// How many formats of one offer are taken note of. No program offers nearly as many.
const FORMATS: usize = 1024;

/// What can be had from a selection's source. It is given back to the compositor when it is dropped.
pub(super) struct Offer {
    pub(super) proxy: OfferProxy,
    pub(super) formats: Vec<String>,
}

#[derive(Clone)]
pub(super) enum OfferProxy {
    Ext(ExtDataControlOfferV1),
    Wlr(ZwlrDataControlOfferV1),
}

/// What the compositor told and nobody has looked at yet.
#[derive(Default)]
pub(super) struct Seen {
    /// Offers that no event has put to any use so far.
    offers: HashMap<ObjectId, Offer>,
    /// The newest selection; `Some(None)` where it was cleared.
    pub(super) selection: Option<Option<Offer>>,
    pub(super) withdrawn: bool,
}

impl Drop for Offer {
    fn drop(&mut self) {
        match &self.proxy {
            OfferProxy::Ext(proxy) => proxy.destroy(),
            OfferProxy::Wlr(proxy) => proxy.destroy(),
        }
    }
}

impl Seen {
    fn offered(&mut self, id: ObjectId, proxy: OfferProxy) {
        let formats = Vec::new();
        self.offers.insert(id, Offer { proxy, formats });
    }

    fn format(&mut self, id: &ObjectId, format: String) {
        if let Some(offer) = self.offers.get_mut(id)
            && offer.formats.len() < FORMATS
        {
            offer.formats.push(format);
        }
    }

    fn selected(&mut self, id: Option<ObjectId>) {
        self.selection = Some(id.and_then(|id| self.offers.remove(&id)));
    }

    /// Middle-click paste is no copy.
    fn primary(&mut self, id: Option<ObjectId>) {
        if let Some(id) = id {
            self.offers.remove(&id);
        }
    }
}

/// Events of the two protocols, which have the same ones under different names.
macro_rules! dispatch_data_control {
    ($manager:ty, $device:ty, $device_event:ident, $offer:ty, $offer_event:ident, $kind:ident) => {
        impl Dispatch<$manager, ()> for Seen {
            fn event(
                _: &mut Self,
                _: &$manager,
                _: <$manager as Proxy>::Event,
                (): &(),
                _: &Connection,
                _: &QueueHandle<Self>,
            ) {
            }
        }

        impl Dispatch<$device, ()> for Seen {
            fn event(
                seen: &mut Self,
                _: &$device,
                event: <$device as Proxy>::Event,
                (): &(),
                _: &Connection,
                _: &QueueHandle<Self>,
            ) {
                match event {
                    $device_event::Event::DataOffer { id } => seen.offered(id.id(), OfferProxy::$kind(id)),
                    $device_event::Event::Selection { id } => seen.selected(id.map(|id| id.id())),
                    $device_event::Event::PrimarySelection { id } => seen.primary(id.map(|id| id.id())),
                    $device_event::Event::Finished => seen.withdrawn = true,
                    _ => {}
                }
            }

            event_created_child!(Self, $device, [$device_event::EVT_DATA_OFFER_OPCODE => ($offer, ())]);
        }

        impl Dispatch<$offer, ()> for Seen {
            fn event(
                seen: &mut Self,
                offer: &$offer,
                event: <$offer as Proxy>::Event,
                (): &(),
                _: &Connection,
                _: &QueueHandle<Self>,
            ) {
                if let $offer_event::Event::Offer { mime_type } = event {
                    seen.format(&offer.id(), mime_type);
                }
            }
        }
    };
}

dispatch_data_control!(
    ExtDataControlManagerV1,
    ExtDataControlDeviceV1,
    ext_device,
    ExtDataControlOfferV1,
    ext_offer,
    Ext
);
dispatch_data_control!(
    ZwlrDataControlManagerV1,
    ZwlrDataControlDeviceV1,
    wlr_device,
    ZwlrDataControlOfferV1,
    wlr_offer,
    Wlr
);

/// Seats that come later are not watched: a second seat is rare, and one that appears while the program runs rarer.
impl Dispatch<WlRegistry, GlobalListContents> for Seen {
    fn event(
        _: &mut Self,
        _: &WlRegistry,
        _: <WlRegistry as Proxy>::Event,
        _: &GlobalListContents,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}

impl Dispatch<WlSeat, ()> for Seen {
    fn event(
        _: &mut Self,
        _: &WlSeat,
        _: <WlSeat as Proxy>::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}
