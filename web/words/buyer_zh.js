// 简体中文。`{name}` 会被替换；值为函数时会得到参数。
export default {
  "orders.title": "我的爱车",
  "orders.hello": "{name}，您好",
  "orders.empty": "这里还没有车辆",
  "orders.empty_lead": "门店提交您的订单后，会立即显示在这里。",
  "orders.open": "查看行程",
  "orders.number": "订单 {number}",

  "state.cancelled": "该订单已取消。",
  "state.returned": "该车辆已退回。",

  "order.latest": "最新影像",
  "order.no_clip": "第一段影像即将到来",
  "order.no_clip_lead": "有人拍摄您的车后，会立即显示在这里。",
  "order.next": "接下来",
  "order.next_window": "预计 {when}",
  "order.next_overdue": "比预计的时间要久。",
  "order.to_do": "需要您处理",
  "order.due": "{when} 前",
  "order.journey": "行程",
  "order.handover": "交付",
  "order.delivery": "送车上门",
  "order.pickup": "到店提车",
  "order.bring": "请携带",
  "order.balance": "待付尾款",
  "order.services": "随车服务",
  "order.vin": "车架号",

  "bring.id_card": "身份证",
  "bring.driving_licence": "驾驶证",
};
